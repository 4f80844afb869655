import type { Row } from '@/lib/collect/snapshot';
import { type ChunkPace, indexBytesAt } from '@/lib/derive/chunk-pace';
import { settingBytes } from '@/lib/derive/setting-bytes';
import { bytes } from '@/lib/format/bytes';
import { byteThreshold } from '../../byte-threshold';
import type { RuleContext } from '../../rule';

/** Documentation: the indexes of all chunks that are being written fit into a quarter of the memory. */
const MEMORY_RATIO = 0.25;
/**
 * Where the memory is not known, half of what documentation grants all hypertables of its example server: a quarter
 * of 64 GB. Rules speak at twice as much, when a single hypertable fills all of that.
 */
const UNKNOWN_MEMORY_INDEX_BYTES = 8_000_000_000;
/** PostgreSQL's wiki has effective_cache_size at half of the memory, as a conservative setting: then a quarter of the memory is half of it. */
const CACHE_RATIO = 0.5;

/** What the indexes of all chunks that are being written may take together, of all hypertables of the database. */
export interface IndexBudget {
  readonly bytes: number;
  /** The smaller of the two: a quarter of the memory, or `shared_buffers`. */
  readonly binds: 'memory' | 'shared_buffers';
  readonly quarterBytes: number;
  readonly sharedBuffersBytes: number | null;
}

/**
 * The budget by what the profile says about memory. `shared_buffers` is what the server really has, so it does not
 * scale with the profile. Null when nobody said how much memory the server has: see `unknownIndexBudget`.
 */
export function indexBudget(
  settings: readonly Row<'settings'>[] | null,
  context: Pick<RuleContext, 'profile'>,
): IndexBudget | null {
  const { memoryBytes } = context.profile;
  if (memoryBytes === undefined) return null;
  const quarterBytes = byteThreshold(MEMORY_RATIO * memoryBytes, context);
  const sharedBuffersBytes = settingBytes('shared_buffers', settings);
  return sharedBuffersBytes !== null && sharedBuffersBytes < quarterBytes
    ? { bytes: sharedBuffersBytes, binds: 'shared_buffers', quarterBytes, sharedBuffersBytes }
    : { bytes: quarterBytes, binds: 'memory', quarterBytes, sharedBuffersBytes };
}

/**
 * A range instead, while the memory is not known: no less than `shared_buffers`, which fit into it for certain, and no
 * more than half of `effective_cache_size`, but at least what a server of 32 GB has. Low is null where settings were not read.
 */
export function unknownIndexBudget(
  settings: readonly Row<'settings'>[] | null,
  context: Pick<RuleContext, 'profile'>,
): { readonly low: number | null; readonly high: number } {
  const cache = settingBytes('effective_cache_size', settings) ?? 0;
  const high = Math.max(byteThreshold(UNKNOWN_MEMORY_INDEX_BYTES, context), CACHE_RATIO * cache);
  const sharedBuffers = settingBytes('shared_buffers', settings);
  return { low: sharedBuffers === null ? null : Math.min(sharedBuffers, high), high };
}

/** The budget in words, with which of the two limits it is. */
export function budgetText({ bytes: limit, binds, quarterBytes, sharedBuffersBytes }: IndexBudget): string {
  if (binds === 'shared_buffers')
    return `${bytes(limit)} of shared_buffers, which bind before the ${bytes(quarterBytes)} of a quarter of the memory`;
  return sharedBuffersBytes === null
    ? `${bytes(limit)} of a quarter of the memory`
    : `${bytes(limit)} of a quarter of the memory, which binds before the ${bytes(sharedBuffersBytes)} of shared_buffers`;
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
