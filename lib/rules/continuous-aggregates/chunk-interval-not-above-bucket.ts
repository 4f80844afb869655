import type { Row } from '@/lib/collect/snapshot';
import { widestBucketUnits } from '@/lib/derive/aggregate-axis';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { intervalUnits } from '@/lib/derive/policy-distance';
import { roundIntervals } from '@/lib/derive/round-intervals';
import { counted } from '@/lib/format/count';
import { distanceFact, distanceText } from '../distance';
import { defineRule, type Finding } from '../rule';
import { planningBasis } from '../shared/intervals/chunk-count';
import { intervalAdvice } from '../shared/intervals/interval-advice';
import { longestInterval } from '../shared/intervals/interval-limits';

/** TimescaleDB makes an aggregate's chunks ten times as long as those of its source, which hold many buckets. */
const BUCKETS_A_CHUNK = 10;
/** From so many chunks of a bucket each on, planning is felt. */
const MANY_CHUNKS = 100;

export default defineRule({
  meta: {
    id: 'continuous-aggregates/chunk-interval-not-above-bucket',
    title: 'Chunks of an aggregate hold one bucket or none',
    why: 'A chunk that spans no more than a bucket holds a single point of each series. Every query and every refresh plans one relation for each bucket, and the columnstore has no batch to fill.',
    source: 'https://github.com/timescale/timescaledb-extras/blob/main/diagnostic.sql',
    needs: ['hypertables', 'continuousAggregates', 'policies', 'chunks'],
    facts: {
      chunkIntervalSeconds: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
      chunkIntervalUnits: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
      bucketSeconds: { label: 'Bucket', source: '_timescaledb_catalog.continuous_aggs_bucket_function' },
      bucketUnits: { label: 'Bucket', source: '_timescaledb_catalog.continuous_aggs_bucket_function' },
      chunks: { label: 'Chunks', source: '_timescaledb_catalog.chunk' },
    },
  },
  check({ hypertables, continuousAggregates, policies, chunks }) {
    if (continuousAggregates.length === 0) return { notApplicable: 'There is no continuous aggregate' };
    return continuousAggregates.flatMap((aggregate) => {
      const axis = hypertables.find(({ hypertableId }) => hypertableId === aggregate.hypertableId);
      const interval = axis ? intervalUnits(axis) : null;
      const bucket = widestBucketUnits(aggregate);
      if (!axis || interval === null || bucket === null || interval > bucket) return [];
      const chunkCount = chunksOf(chunks, axis.hypertableId).length;
      return [finding({ axis, interval, bucket, chunkCount }, longerInterval(axis, bucket, policies))];
    });
  },
});

interface Short {
  readonly axis: Row<'hypertables'>;
  readonly interval: number;
  readonly bucket: number;
  readonly chunkCount: number;
}

/** The first round interval of ten buckets or more; less where chunks would outlive a policy's age; null where that is a bucket. */
function longerInterval(
  axis: Row<'hypertables'>,
  bucket: number,
  policies: readonly Row<'policies'>[],
): number | null {
  const longest = longestInterval(axis, policies);
  if (axis.isIntegerTime) {
    const units = Math.min(BUCKETS_A_CHUNK * bucket, longest);
    return units > bucket ? Math.floor(units) : null;
  }
  const possible = roundIntervals(axis).filter((round) => round > bucket && round <= longest);
  return possible.findLast((round) => round >= BUCKETS_A_CHUNK * bucket) ?? possible[0] ?? null;
}

function finding({ axis, interval, bucket, chunkCount }: Short, longer: number | null): Finding {
  const { schema, name, isIntegerTime } = axis;
  const words = (units: number) => distanceText(units, isIntegerTime);
  return {
    subject: [schema, name],
    severity: chunkCount > MANY_CHUNKS ? 'warning' : 'notice',
    confidence: 'high',
    title: `Make the chunks of ${schema}.${name} longer than its bucket`,
    detail: `A chunk spans ${words(interval)} and a bucket ${words(bucket)}, so that each of its ${counted(chunkCount, 'chunk')} holds one bucket at most.${longer === null ? ' Its policies convert or drop chunks at an age that leaves no longer interval: change these first.' : ''}`,
    facts: {
      ...distanceFact('chunkInterval', interval, isIntegerTime),
      ...distanceFact('bucket', bucket, isIntegerTime),
      chunks: chunkCount,
    },
    impact: {
      prevents: 'a chunk for every bucket',
      basis: planningBasis(chunkCount, longer === null ? null : Math.ceil((chunkCount * interval) / longer)),
    },
    ...(longer !== null && {
      advice: intervalAdvice(axis, longer, {
        worsens: `Chunks are converted and dropped whole: rows wait up to ${words(longer)} longer than a policy’s age says, instead of ${words(interval)}.`,
        note: 'Only chunks that are made from now on get the new interval; those that exist stay until they are merged or dropped.',
      }),
    }),
  };
}
