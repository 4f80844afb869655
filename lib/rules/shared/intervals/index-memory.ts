import { type ChunkPace, indexBytesAt } from '@/lib/derive/chunk-pace';
import { byteThreshold } from '../../byte-threshold';
import type { RuleContext } from '../../rule';

/** Documentation: the indexes of all chunks that are being written fit into a quarter of the memory. */
const MEMORY_RATIO = 0.25;

/** What these indexes may take together. Null when nobody said how much memory the server has. */
export function indexBudgetBytes(context: Pick<RuleContext, 'profile'>): number | null {
  const { memoryBytes } = context.profile;
  return memoryBytes === undefined ? null : byteThreshold(MEMORY_RATIO * memoryBytes, context);
}

/** How much memory indexes of so many bytes ask for. */
export const memoryForIndexes = (indexBytes: number): number => indexBytes / MEMORY_RATIO;

/** Indexes of a hypertable's chunks when the range that is being written is over; 0 where they are not known. */
export const writtenIndexBytes = (pace: ChunkPace): number => indexBytesAt(pace, pace.interval) ?? 0;

export function allWrittenIndexBytes(paces: readonly ChunkPace[]): number {
  return paces.reduce((sum, pace) => sum + writtenIndexBytes(pace), 0);
}

const others = (pace: ChunkPace, paces: readonly ChunkPace[]) => paces.filter((other) => other !== pace);

/** What the other hypertables leave of the budget to this one. */
export function indexHeadroomBytes(pace: ChunkPace, paces: readonly ChunkPace[], budget: number): number {
  return budget - allWrittenIndexBytes(others(pace, paces));
}

/**
 * The most that one hypertable's indexes may take when all share the budget fairly: whoever needs less than an equal
 * share keeps what it needs and leaves the rest to the others.
 */
export function fairIndexBytes(pace: ChunkPace, paces: readonly ChunkPace[], budget: number): number {
  const needs = others(pace, paces)
    .map(writtenIndexBytes)
    .sort((a, b) => a - b);
  let left = budget;
  for (const [at, need] of needs.entries()) {
    const share = left / (needs.length - at + 1);
    if (need > share) return share;
    left -= need;
  }
  return left;
}
