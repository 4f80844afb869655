import type { Row } from '@/lib/collect/snapshot';

/** What lies on one tablespace, the tier of storage that SQL shows. Chunks in a cloud service's object store are none. */
export interface StorageTier {
  /** Null: the database's default, whose name could not be read. */
  readonly tablespace: string | null;
  readonly chunkCount: number;
  readonly rowBytes: number;
  readonly columnBytes: number;
}

/** The bytes of chunks by the tablespace that they lie on; those of indexes are counted with their chunk. */
export function storageTiers(
  chunks: readonly Row<'chunks'>[],
  defaultTablespace: string | null,
): readonly StorageTier[] {
  const tiers = new Map<string | null, { -readonly [Name in keyof StorageTier]: StorageTier[Name] }>();
  const tierOf = (tablespace: string | null) => {
    const name = tablespace ?? defaultTablespace;
    const tier = tiers.get(name) ?? { tablespace: name, chunkCount: 0, rowBytes: 0, columnBytes: 0 };
    tiers.set(name, tier);
    return tier;
  };
  for (const chunk of chunks) {
    if (chunk.isTiered) continue;
    tierOf(placeOf(chunk)).chunkCount += 1;
    tierOf(chunk.tablespace).rowBytes += chunk.rowTotalBytes ?? 0;
    if (chunk.columnTotalBytes !== null) tierOf(chunk.columnTablespace).columnBytes += chunk.columnTotalBytes;
  }
  return [...tiers.values()];
}

/** A tablespace with the age below which chunks lie on it, in units of the hypertable's time. */
export interface TierAge {
  readonly tablespace: string | null;
  readonly youngerThan: number;
}

/**
 * The tablespaces in the order in which chunks pass through them, where whatever moves old chunks keeps them apart by
 * age; null where ages overlap, as they do when chunks are spread over disks.
 */
export function tierAges(
  chunks: readonly Row<'chunks'>[],
  presentUnits: number | null,
  defaultTablespace: string | null,
): readonly TierAge[] | null {
  const spans = new Map<string | null, { start: number; end: number }>();
  for (const chunk of chunks) {
    const { rangeStartUnits: start, rangeEndUnits: end } = chunk;
    if (chunk.isTiered || start === null || end === null) continue;
    const name = placeOf(chunk) ?? defaultTablespace;
    const span = spans.get(name) ?? { start, end };
    spans.set(name, { start: Math.min(span.start, start), end: Math.max(span.end, end) });
  }
  const newestFirst = [...spans].sort(([, a], [, b]) => b.end - a.end);
  const overlap = newestFirst.some(([, { start }], at) => start < (newestFirst[at + 1]?.[1].end ?? start));
  if (presentUnits === null || overlap || newestFirst.length === 0) return null;
  return newestFirst.map(([tablespace, { start }], at) => ({
    tablespace,
    youngerThan: at === newestFirst.length - 1 ? Number.POSITIVE_INFINITY : presentUnits - start,
  }));
}

/** Where a chunk's data is: that of a converted one is in its column part. */
const placeOf = ({ isCompressed, tablespace, columnTablespace }: Row<'chunks'>) =>
  isCompressed ? columnTablespace : tablespace;
