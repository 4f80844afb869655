import type { Row } from '@/lib/collect/snapshot';
import { widestBucketUnits } from '@/lib/derive/aggregate-axis';
import { type ChunkPace, chunkBytesAt, chunkPaces, chunksAt, indexBytesAt } from '@/lib/derive/chunk-pace';
import { roundIntervals } from '@/lib/derive/round-intervals';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { byteThreshold } from '../byte-threshold';
import { distanceFact, distanceText } from '../distance';
import { type Advice, type Confidence, defineRule, type Finding, type Impact } from '../rule';
import {
  allWrittenIndexBytes,
  budgetText,
  fairIndexBytes,
  type IndexBudget,
  indexBudget,
  memoryForIndexes,
  unknownIndexBudget,
  writtenIndexBytes,
} from '../shared/intervals/index-memory';
import { intervalAdvice } from '../shared/intervals/interval-advice';
import {
  LEAST_FACTOR,
  longestInterval,
  SHORTEST_INTERVAL_UNITS,
  usualInterval,
} from '../shared/intervals/interval-limits';
import { intervalStep, isShorteningUnderWay } from '../shared/intervals/interval-step';
import { isSmallAt, type Surroundings } from '../shared/intervals/longer-interval';
import { stepText } from '../shared/intervals/longer-interval-advice';

/** Below a gigabyte nobody misses that a chunk of years cannot be converted or dropped in parts. */
const LARGE_BYTES = 1_000_000_000;

interface Large {
  readonly pace: ChunkPace;
  /** Two kinds of too large: the indexes need too much memory, or the chunk holds years of rows together. */
  readonly cause: 'memory' | 'years';
  readonly allowedIndexBytes: number;
  /** Null while the memory is not known. */
  readonly budget: IndexBudget | null;
  /** More than a quarter of the memory, not of shared_buffers alone. */
  readonly exceedsMemory: boolean;
  readonly advised: number;
  readonly target: number;
  /** Where the memory is not known, what fits for certain; null where that is not known either. */
  readonly lowTarget: number | null;
}

export default defineRule({
  meta: {
    id: 'hypertables/chunk-interval-too-large',
    title: 'The chunk interval makes chunks too large',
    why: 'Rows are inserted fast while the indexes of the chunks that take them stay in memory; larger ones are read back from disk for every row. And a chunk is converted, dropped and left out by queries as a whole, so that nothing happens to any row before its chunk is over.',
    source: 'https://www.tigerdata.com/docs/learn/hypertables/sizing-hypertable-chunks',
    needs: ['hypertables', 'chunks', 'policies', 'continuousAggregates'],
    wants: ['settings'],
    facts: {
      chunkBytes: { label: 'A complete chunk, as rows', source: 'pg_total_relation_size, median' },
      leastChunkBytes: {
        label: 'A complete chunk, as rows, at least',
        source: 'pg_total_relation_size ÷ time since the chunk begins',
      },
      indexBytes: { label: 'Its indexes', source: 'pg_indexes_size' },
      leastIndexBytes: { label: 'Its indexes, at least', source: 'pg_indexes_size' },
      allIndexBytes: { label: 'Those of all hypertables', source: 'pg_indexes_size' },
      allowedIndexBytes: {
        label: 'Its fair share',
        source: 'the lesser of a quarter of profile.memoryBytes and shared_buffers',
      },
      memoryBytes: { label: 'Memory of the server', source: 'profile.memoryBytes' },
      sharedBuffersBytes: {
        label: 'Of them for PostgreSQL’s own cache',
        source: 'pg_settings: shared_buffers',
      },
      chunkIntervalSeconds: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
      chunkIntervalUnits: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
      advisedIntervalSeconds: { label: 'Advised interval', source: 'the present one ÷ 2' },
      advisedIntervalUnits: { label: 'Advised interval', source: 'the present one ÷ 2' },
      targetIntervalSeconds: {
        label: 'Where such steps lead',
        source: 'bytes written in the newest ranges',
      },
      targetIntervalUnits: { label: 'Where such steps lead', source: 'bytes written in the newest ranges' },
      lowTargetIntervalSeconds: {
        label: 'Or down to, depending on the memory',
        source: 'pg_settings: shared_buffers',
      },
      lowTargetIntervalUnits: {
        label: 'Or down to, depending on the memory',
        source: 'pg_settings: shared_buffers',
      },
      openSeconds: { label: 'The present chunk ends in', source: '_timescaledb_catalog.dimension_slice' },
    },
  },
  check({ hypertables, chunks, policies, continuousAggregates, settings }, context) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    const paces = chunkPaces(hypertables, chunks, policies, context.nowMs);
    const around = { paces, policies, settings, context };
    return paces
      .flatMap((pace) => largeOf(pace, continuousAggregates, around))
      .map((large) => finding(large, around));
  },
});

function largeOf(
  pace: ChunkPace,
  aggregates: readonly Row<'continuousAggregates'>[],
  around: Surroundings,
): Large[] {
  const { context, paces, settings } = around;
  const written = writtenIndexBytes(pace);
  const share = (bytes: number) => fairIndexBytes(pace, paces, bytes);
  const budget = indexBudget(settings, context);
  const unknown = unknownIndexBudget(settings, context);
  const allowedIndexBytes = budget ? share(budget.bytes) : unknown.high;
  const fills = written >= LEAST_FACTOR * allowedIndexBytes && !isShorteningUnderWay(pace);
  const cause = fills ? 'memory' : holdsYears(pace, around);
  const target = cause && shorterInterval(pace, allowedIndexBytes, aggregates, around);
  if (!cause || !target) return [];
  const lowTarget =
    cause === 'memory' && !budget && unknown.low !== null
      ? shorterInterval(pace, share(unknown.low), aggregates, around)
      : null;
  return [
    {
      pace,
      cause,
      allowedIndexBytes,
      budget,
      exceedsMemory: budget !== null && written >= LEAST_FACTOR * share(budget.quarterBytes),
      // Of years not even one would be complete before the next step.
      advised: cause === 'years' ? target : intervalStep(pace, target),
      target,
      lowTarget: lowTarget === target ? null : lowTarget,
    },
  ];
}

function holdsYears(pace: ChunkPace, { context }: Surroundings): 'years' | null {
  const isLong = pace.interval >= LEAST_FACTOR * usualInterval(pace.hypertable);
  return isLong && chunkBytesAt(pace, pace.interval) >= byteThreshold(LARGE_BYTES, context) ? 'years' : null;
}

/**
 * The longest interval whose indexes are allowed and that is usual; else the shortest that does not make many small
 * chunks. Null when that is not at most half of the present one: then the interval is not what is wrong.
 */
function shorterInterval(
  pace: ChunkPace,
  allowedIndexBytes: number,
  aggregates: readonly Row<'continuousAggregates'>[],
  around: Surroundings,
): number | null {
  const { hypertable, interval: present } = pace;
  const longest = longestInterval(hypertable, around.policies);
  const shortest = shortestInterval(hypertable, aggregates);
  const shorter = roundIntervals(hypertable).filter(
    (interval) =>
      interval <= present / LEAST_FACTOR && interval >= shortest && !isSmallAt(pace, interval, around),
  );
  const fitting = shorter.find(
    (interval) => interval <= longest && (indexBytesAt(pace, interval) ?? 0) <= allowedIndexBytes,
  );
  return fitting ?? shorter.at(-1) ?? null;
}

/** A chunk of an aggregate has to be longer than a bucket. */
function shortestInterval(
  { hypertableId, kind, isIntegerTime }: Row<'hypertables'>,
  aggregates: readonly Row<'continuousAggregates'>[],
): number {
  const usual = isIntegerTime ? 0 : SHORTEST_INTERVAL_UNITS;
  if (kind === 'hypertable') return usual;
  const aggregate = aggregates.find((row) => row.hypertableId === hypertableId);
  const bucket = aggregate ? widestBucketUnits(aggregate) : null;
  return bucket === null ? Number.POSITIVE_INFINITY : Math.max(usual, LEAST_FACTOR * bucket);
}

function finding(large: Large, around: Surroundings): Finding {
  const { pace, cause, allowedIndexBytes, budget, exceedsMemory, advised, target, lowTarget } = large;
  const { schema, name, isIntegerTime } = pace.hypertable;
  const memoryBytes = around.context.profile.memoryBytes ?? null;
  return {
    subject: [schema, name],
    severity: cause === 'years' || exceedsMemory ? 'warning' : 'notice',
    confidence: confidenceOf(large, memoryBytes),
    title: `Shorten the chunks of ${schema}.${name}`,
    detail: detailOf(large, around),
    facts: {
      ...sizeFacts(pace),
      ...(cause === 'memory' && {
        allIndexBytes: Math.round(allWrittenIndexBytes(around.paces)),
        allowedIndexBytes: memoryBytes === null ? null : Math.round(allowedIndexBytes),
        memoryBytes,
        ...(budget && { sharedBuffersBytes: budget.sharedBuffersBytes }),
      }),
      ...distanceFact('chunkInterval', pace.interval, isIntegerTime),
      ...distanceFact('advisedInterval', advised, isIntegerTime),
      ...distanceFact('targetInterval', target, isIntegerTime),
      ...(lowTarget !== null && distanceFact('lowTargetInterval', lowTarget, isIntegerTime)),
      ...(pace.openFor !== null && { openSeconds: Math.round(pace.openFor / 1_000_000) }),
    },
    impact: impactOf(large),
    advice: adviceOf(large, around),
  };
}

function confidenceOf({ pace, cause }: Large, memoryBytes: number | null): Confidence {
  if (pace.isAtLeast) return 'low';
  if (cause === 'years') return 'high';
  return memoryBytes === null ? 'low' : 'medium';
}

function sizeFacts(pace: ChunkPace): Finding['facts'] {
  const chunkBytes = Math.round(chunkBytesAt(pace, pace.interval));
  const written = indexBytesAt(pace, pace.interval);
  const indexBytes = written === null ? null : Math.round(written);
  return pace.isAtLeast
    ? { leastChunkBytes: chunkBytes, leastIndexBytes: indexBytes }
    : { chunkBytes, indexBytes };
}

function detailOf(
  { pace, cause, allowedIndexBytes, budget, target, lowTarget }: Large,
  { paces }: Surroundings,
): string {
  const words = (units: number) => distanceText(units, pace.hypertable.isIntegerTime);
  const span = words(pace.interval);
  if (cause === 'years')
    return `A chunk spans ${span} and holds ${atLeast(pace)}${bytes(chunkBytesAt(pace, pace.interval))} when it is over. Until then none of it is converted or dropped, and every query opens it.`;
  const indexBytes = writtenIndexBytes(pace);
  return budget === null
    ? `A chunk of ${span} has ${atLeast(pace)}${bytes(indexBytes)} of indexes when it is over, which asks for ${bytes(memoryForIndexes(indexBytes))} of memory. How much the server has is not known (profile.memoryBytes), so what is right is a range: ${lowTarget === null ? 'up to' : `from ${words(lowTarget)}, which fits into shared_buffers, to`} ${words(target)}, which fits into a server of twice what effective_cache_size says, or of 32 GB.`
    : `A chunk of ${span} has ${atLeast(pace)}${bytes(indexBytes)} of indexes when it is over; those of all hypertables together take ${bytes(allWrittenIndexBytes(paces))}. The limit is ${budgetText(budget)}; its fair share of that is ${bytes(allowedIndexBytes)}.`;
}

const atLeast = ({ isAtLeast }: ChunkPace) => (isAtLeast ? 'at least ' : '');

function impactOf({ pace, cause, target }: Large): Impact {
  const { isIntegerTime } = pace.hypertable;
  const [from, to] = [distanceText(pace.interval, isIntegerTime), distanceText(target, isIntegerTime)];
  if (cause === 'years')
    return {
      prevents: `rows that wait ${from} to be converted or dropped`,
      basis: `${pace.isAtLeast ? 'At least ' : ''}${bytes(chunkBytesAt(pace, pace.interval))} a chunk of ${from} are ${bytes(chunkBytesAt(pace, target))} a chunk of ${to}.`,
    };
  return {
    prevents: 'inserts that wait for index pages to be read back',
    basis: `${pace.isAtLeast ? 'At least ' : ''}${bytes(indexBytesAt(pace, pace.interval))} of indexes in ${from} are ${bytes(indexBytesAt(pace, target))} in ${to}.`,
  };
}

function adviceOf({ pace, advised, target }: Large, around: Surroundings): Advice {
  const { hypertable, interval, openFor } = pace;
  return intervalAdvice(hypertable, advised, {
    worsens: `${pace.isAtLeast ? 'At most ' : ''}${count(chunksAt(pace, advised))} chunks where ${count(chunksAt(pace, interval))} would keep the same time; planning costs a little for each.`,
    note: `Only chunks that are made from now on get the new interval.${advised === target ? '' : stepText(pace, target)}${
      openFor === null || openFor <= advised
        ? ''
        : ` The present one goes on to take rows for ${distanceText(openFor, hypertable.isIntegerTime)}.${splitText(around)}`
    }`,
  });
}

/** Splitting came with 2.20. */
function splitText({ context: { server } }: Surroundings): string {
  return server.timescale?.license === 'timescale' && server.timescale.versionNumber >= 2_020_000
    ? ' To end it sooner, split_chunk cuts it at a moment that no row has reached yet, under an AccessExclusive lock; drop the later part, which is empty, and chunks of the new interval take its place.'
    : '';
}
