import type { Row } from '@/lib/collect/snapshot';
import { type ChunkPace, chunkBytesAt, chunksAt, indexBytesAt } from '@/lib/derive/chunk-pace';
import { policyAgeUnits } from '@/lib/derive/policy-age';
import { roundIntervals } from '@/lib/derive/round-intervals';
import { byteThreshold } from '../../byte-threshold';
import type { RuleContext } from '../../rule';
import { MANY_CHUNKS } from './chunk-count';
import { indexBudget, indexHeadroomBytes } from './index-memory';
import { LEAST_FACTOR, longestInterval } from './interval-limits';
import { isLengtheningUnderWay } from './interval-step';

/** Retention drops whole chunks: with a tenth of its age nothing outlives it by more than a tenth. */
const KEPT_RATIO = 0.1;
/** CHK-3, our grading: below 50 MB a chunk costs more to plan than to read … */
const SMALL_BYTES = 50_000_000;
/** … which is felt from a hundred of them on. */
const SMALL_CHUNKS = 100;
/** Large enough for any chunk, and small enough for the memory of any server that we know nothing of. */
const COMFORTABLE_BYTES = 1_000_000_000;

/** What an interval depends on besides its own hypertable. */
export interface Surroundings {
  readonly paces: readonly ChunkPace[];
  readonly policies: readonly Row<'policies'>[];
  /** Null when they could not be read: then the memory alone is the limit. */
  readonly settings: readonly Row<'settings'>[] | null;
  readonly context: RuleContext;
}

/** Whether chunks of this interval are small, and many because of it. */
export function isSmallAt(
  pace: ChunkPace,
  interval: number,
  { context }: Pick<Surroundings, 'context'>,
): boolean {
  return (
    chunkBytesAt(pace, interval) < byteThreshold(SMALL_BYTES, context) &&
    chunksAt(pace, interval) > SMALL_CHUNKS
  );
}

/** What to do about many small chunks. */
export interface SmallChunks {
  /** Chunks of a gigabyte, or longer ones where these are too many. Null while the memory bears none of twice the present interval. */
  readonly target: number | null;
}

/**
 * Null when a hypertable's chunks are not small and many, or when its policies leave no room for longer ones. Where it
 * is not, `chunk-interval-too-small` speaks and `chunk-count-high` is silent, because the cause is the same.
 */
export function smallChunksOf(pace: ChunkPace, around: Surroundings): SmallChunks | null {
  // What is there counts too: where compression merges chunks, a short interval leaves few of them.
  if (pace.chunkCount <= SMALL_CHUNKS || !isSmallAt(pace, pace.interval, around)) return null;
  if (isLengtheningUnderWay(pace)) return null;
  if (!policyIntervals(pace, around).some((interval) => isComfortable(pace, interval, around))) return null;
  const longer = longerIntervals(pace, around);
  const comfortable = longer.find((interval) => isComfortable(pace, interval, around)) ?? null;
  const isEnough = comfortable !== null && chunksAt(pace, comfortable) < MANY_CHUNKS;
  return { target: isEnough ? comfortable : intervalOfFewChunks(pace, longer) };
}

/** Of these intervals, the longest first, the shortest that makes few chunks, with room to double; else the longest. */
export function intervalOfFewChunks(pace: ChunkPace, longer: readonly number[]): number | null {
  return longer.findLast((interval) => chunksAt(pace, interval) <= MANY_CHUNKS / 2) ?? longer[0] ?? null;
}

/** Intervals of at least twice the present one that policies and memory allow, the longest first. */
export function longerIntervals(pace: ChunkPace, around: Surroundings): number[] {
  return policyIntervals(pace, around).filter((interval) => isBearable(pace, interval, around));
}

function policyIntervals(pace: ChunkPace, { policies }: Surroundings): number[] {
  const { hypertable } = pace;
  // Integer time has no day to stop at: there a tenth of what is kept already.
  const kept = hypertable.isIntegerTime ? pace.kept : policyAgeUnits('retention', hypertable, policies);
  const longest = Math.min(longestInterval(hypertable, policies), KEPT_RATIO * kept);
  return roundIntervals(hypertable).filter(
    (interval) => interval >= LEAST_FACTOR * pace.interval && interval <= longest,
  );
}

function isBearable(pace: ChunkPace, interval: number, around: Surroundings): boolean {
  const budget = indexBudget(around.settings, around.context);
  const indexBytes = indexBytesAt(pace, interval);
  return budget === null || indexBytes === null
    ? isComfortable(pace, interval, around)
    : indexBytes <= indexHeadroomBytes(pace, around.paces, budget.bytes);
}

function isComfortable(pace: ChunkPace, interval: number, { context }: Surroundings): boolean {
  return chunkBytesAt(pace, interval) <= byteThreshold(COMFORTABLE_BYTES, context);
}
