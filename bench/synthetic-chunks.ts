const HOUR_UNITS = 3_600_000_000;
const MIB = 1_048_576;

/**
 * An answer of the chunks endpoint with `count` hourly chunks: five years compressed, the newest month not, a few
 * overdue, partial and unordered ones in between. Deterministic, so that runs compare.
 */
export function syntheticChunks(databaseId: string, count: number, presentMs: number) {
  const random = seeded(7);
  const present = Math.floor((presentMs * 1_000) / HOUR_UNITS) * HOUR_UNITS;
  const states = Array.from({ length: count }, (_, i) => stateOf(count - i, random()));
  const beforeBytes = states.map((_, i) => Math.round((180 + 60 * Math.sin(i / 900) + 20 * random()) * MIB));
  const isCompressed = (state: string) => state !== 'row' && state !== 'overdue' && state !== 'future';
  const column = <Value>(of: (state: string, index: number) => Value) => states.map(of);
  const before = (index: number) => beforeBytes[index] ?? 0;
  return {
    databaseId,
    snapshotAt: new Date(presentMs).toISOString(),
    collectedAt: new Date(presentMs).toISOString(),
    hypertableId: 1,
    rows: count,
    isIntegerTime: false,
    timeColumn: 'time',
    isPartitioned: false,
    presentUnits: presentMs * 1_000,
    columnstoreAfterUnits: 720 * HOUR_UNITS,
    retentionAfterUnits: null,
    schemas: ['_timescaledb_internal'],
    columns: {
      chunkId: column((_, i) => i + 1),
      schemaIndex: column(() => 0),
      name: column((_, i) => `_hyper_1_${i + 1}_chunk`),
      rangeStartUnits: column((_, i) => present - (count - 2 - i) * HOUR_UNITS),
      rangeEndUnits: column((_, i) => present - (count - 3 - i) * HOUR_UNITS),
      state: states,
      totalBytes: column((state, i) => (isCompressed(state) ? Math.round(before(i) / 9) : before(i))),
      rowTotalBytes: column((state, i) => (isCompressed(state) ? 24_576 : before(i))),
      columnTotalBytes: column((state, i) => (isCompressed(state) ? Math.round(before(i) / 9) : null)),
      beforeBytes: column((state, i) => (isCompressed(state) ? before(i) : null)),
      compressedRows: column((state) => (isCompressed(state) ? 1_200_000 : null)),
      compressedBatches: column((state) => (isCompressed(state) ? 1_300 : null)),
      rowPartRows: column((state) => (isCompressed(state) ? 0 : 1_200_000)),
      lastAnalyzeAt: column(() => null),
    },
  };
}

/** By its age in chunks and one roll of the dice. */
function stateOf(age: number, roll: number): string {
  if (age <= 2) return 'future';
  if (age <= 720) return 'row';
  if (age <= 800 && roll < 0.4) return roll < 0.2 ? 'overdue' : 'partial';
  if (roll < 0.004) return roll < 0.001 ? 'overdue' : 'unordered';
  return 'column';
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
