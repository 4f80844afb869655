import type { Row } from '@/lib/collect/snapshot';
import { asSpan, intervalUnits } from '@/lib/derive/policy-distance';
import { countUnalignedMerges, setMergeInterval } from '@/lib/sql/columnstore';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';

/** Before, every ALTER TABLE … SET sets segments and order anew as well. */
const KEEPS_OTHERS_SINCE = 2_014_000;

export default defineRule({
  meta: {
    id: 'columnstore/merge-interval-unaligned',
    title: 'Compressed chunks are to be merged up to a width that no number of chunks has',
    why: 'Chunks are merged when they are compressed, as long as the result is not wider than compress_chunk_time_interval. Whole chunks never add up to a width that is no multiple of theirs, so fewer are merged than were meant; below two chunks none is.',
    source: 'https://docs.tigerdata.com/api/latest/compression/alter_table_compression/',
    needs: ['hypertables', 'dimensions'],
    facts: {
      mergeSeconds: { label: 'Merged up to', source: '_timescaledb_catalog.dimension' },
      mergeUnits: { label: 'Merged up to', source: '_timescaledb_catalog.dimension' },
      chunkSeconds: { label: 'Width of a new chunk', source: '_timescaledb_catalog.dimension' },
      chunkUnits: { label: 'Width of a new chunk', source: '_timescaledb_catalog.dimension' },
      mergedChunks: {
        label: 'Chunks that are merged into one',
        source: 'merged up to ÷ width, rounded down',
      },
    },
  },
  check({ hypertables, dimensions }, context) {
    const merging = dimensions.filter((dimension) => mergeUnits(dimension) !== null);
    if (merging.length === 0) return { notApplicable: 'No hypertable merges its compressed chunks' };
    return merging.flatMap((dimension) => {
      const hypertable = hypertables.find(({ hypertableId }) => hypertableId === dimension.hypertableId);
      const merge = mergeUnits(dimension);
      const interval = hypertable ? intervalUnits(hypertable) : null;
      return hypertable?.columnstoreEnabled && merge && interval && merge % interval !== 0
        ? [finding(hypertable, merge, interval, context)]
        : [];
    });
  },
});

const mergeUnits = ({ compressIntervalSeconds, compressIntervalUnits }: Row<'dimensions'>): number | null =>
  compressIntervalSeconds ? Math.round(compressIntervalSeconds * 1_000_000) : (compressIntervalUnits ?? null);

function finding(
  hypertable: Row<'hypertables'>,
  merge: number,
  interval: number,
  context: RuleContext,
): Finding {
  const { schema, name, isIntegerTime } = hypertable;
  const words = (units: number) => distanceText(units, isIntegerTime);
  const merged = Math.max(1, Math.floor(merge / interval));
  const advised = Math.max(2, Math.ceil(merge / interval)) * interval;
  const advice = adviceOf(hypertable, merge, advised, context);
  return {
    subject: [schema, name],
    // More chunks than were meant, and nothing else.
    severity: 'notice',
    confidence: 'high',
    title: `Merge the compressed chunks of ${schema}.${name} up to ${words(advised)}`,
    detail: `They are to be merged up to ${words(merge)}, which chunks of ${words(interval)} do not add up to: ${merged === 1 ? 'none is merged' : `${merged} make ${words(merged * interval)}`}.`,
    facts: {
      ...distanceFact('merge', merge, isIntegerTime),
      ...distanceFact('chunk', interval, isIntegerTime),
      mergedChunks: merged,
    },
    impact: {
      prevents: 'more compressed chunks than were meant, each of which every query has to plan for',
      basis: `${merge} ÷ ${interval} = ${(merge / interval).toFixed(2)} chunks, of which ${merged} fit.`,
    },
    ...(advice && { advice }),
  };
}

function adviceOf(
  hypertable: Row<'hypertables'>,
  merge: number,
  advised: number,
  { server: { timescale } }: RuleContext,
): Advice | null {
  if (timescale?.license !== 'timescale' || timescale.versionNumber < KEEPS_OTHERS_SINCE) return null;
  const { schema, name, isIntegerTime, kind } = hypertable;
  // What no whole number of seconds says could not be put back; an aggregate takes the option only when it is turned on.
  if (kind !== 'hypertable' || (!isIntegerTime && merge % 1_000_000 !== 0)) return null;
  const set = (units: number) => setMergeInterval(timescale, hypertable, asSpan(units, hypertable));
  return {
    steps: [
      {
        sql: set(advised),
        transaction: 'any',
        lock: { mode: 'AccessExclusive', on: `${schema}.${name}`, blocks: 'reads and writes, for a moment' },
        duration: { seconds: 1, basis: 'writes one catalog row; chunks stay as they are' },
        rewrites: false,
      },
    ],
    undo: [{ sql: set(merge), note: 'Chunks that were merged meanwhile stay so.' }],
    verify: {
      sql: countUnalignedMerges(hypertable.hypertableId),
      expect: '0 — whole chunks add up to it',
    },
    worsens: 'Merged chunks are dropped, moved and decompressed as one, so rows live a little longer.',
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    note: 'It counts for chunks that are compressed from now on. TimescaleDB warns about another width in the same way.',
  };
}
