import type { Row } from '@/lib/collect/snapshot';
import { chunksOf } from './grouped-chunks';
import { isGrowing } from './is-growing';
import { policyAgeUnits } from './policy-age';
import { intervalUnits } from './policy-distance';
import { presentUnits } from './present';
import { reachOf } from './reach';

/** Complete ranges that are measured, the newest: a day and a night of hourly chunks, a month of daily ones. */
const MEASURED_RANGES = 30;
/** A range that was just begun says little about what it will hold; as if this much of it were over. */
const LEAST_ELAPSED_RATIO = 0.1;

/**
 * How fast a hypertable fills its chunks, in row-store bytes along its time. Chunks keep the range they were made
 * with, so what another interval would make of them is judged by this pace, not by their sizes.
 */
export interface ChunkPace {
  readonly hypertable: Row<'hypertables'>;
  /** In force for chunks that are made from now on, in units of the hypertable's time, as all distances here. */
  readonly interval: number;
  /** From the start of its oldest chunk until now, which is the most that there can be, or as long as retention keeps. */
  readonly kept: number;
  readonly chunkCount: number;
  /** More than one where the hypertable has another dimension. */
  readonly chunksPerRange: number;
  readonly bytesPerUnit: number;
  /** It may be much more: all rows are in the oldest range, and when they began there is not known. */
  readonly isAtLeast: boolean;
  /** Null when all chunks are compressed, so that none tells what its indexes took. */
  readonly indexBytesPerUnit: number | null;
  /** Rows of the present go to the chunk they go to now for so long, whatever the interval. Null on integer time. */
  readonly openFor: number | null;
  /** How long the newest complete range is, or the open one before any is: of a former interval, until one of the present interval is over. */
  readonly newestWidth: number;
}

/** What a chunk that was made with this interval holds when its time is over, as rows. */
export const chunkBytesAt = ({ bytesPerUnit, chunksPerRange }: ChunkPace, interval: number): number =>
  (bytesPerUnit * interval) / chunksPerRange;

/** Indexes of all chunks of one range, because all of them are written at once. */
export const indexBytesAt = ({ indexBytesPerUnit }: ChunkPace, interval: number): number | null =>
  indexBytesPerUnit === null ? null : indexBytesPerUnit * interval;

/** How many chunks of this interval it takes to keep what is kept. */
export const chunksAt = ({ kept, chunksPerRange }: ChunkPace, interval: number): number =>
  Math.ceil(kept / interval) * chunksPerRange;

/** The hypertables that are being written and whose chunks have been measured. */
export function chunkPaces(
  hypertables: readonly Row<'hypertables'>[],
  chunks: readonly Row<'chunks'>[],
  policies: readonly Row<'policies'>[],
  nowMs: number,
): ChunkPace[] {
  return hypertables.flatMap(
    (hypertable) => chunkPace(hypertable, chunksOf(chunks, hypertable.hypertableId), policies, nowMs) ?? [],
  );
}

function chunkPace(
  hypertable: Row<'hypertables'>,
  allChunks: readonly Row<'chunks'>[],
  policies: readonly Row<'policies'>[],
  nowMs: number,
): ChunkPace | null {
  const chunks = allChunks.filter(({ isTiered }) => !isTiered);
  const interval = intervalUnits(hypertable);
  const present = presentUnits(hypertable, chunks, nowMs);
  if (interval === null || present === null || !isGrowing(hypertable, chunks, interval, nowMs)) return null;
  const ranges = rangesOf(chunks).filter(({ start }) => start <= present);
  const complete = ranges.filter(({ end }) => end <= present).slice(0, MEASURED_RANGES);
  const open = ranges.find(({ end }) => end > present);
  const bytesPerUnit = median(complete.flatMap(paceOf)) ?? openPace(hypertable, open, present);
  const oldest = ranges.at(-1);
  const newest = complete[0] ?? open;
  if (bytesPerUnit === null || !oldest || !newest) return null;
  const measured = open ? [open, ...complete] : complete;
  const indexRatio = indexShare(measured.flatMap((range) => range.chunks));
  return {
    hypertable,
    interval,
    kept: Math.min(present - oldest.start, policyAgeUnits('retention', hypertable, policies)),
    chunkCount: chunks.length,
    chunksPerRange: Math.max(
      1,
      Math.round(measured.flatMap((range) => range.chunks).length / measured.length),
    ),
    bytesPerUnit,
    isAtLeast:
      complete.length < 2 &&
      (complete[0] ?? open) === oldest &&
      !reachOf(oldest, Math.min(oldest.end, present), hypertable.isIntegerTime).isKnown,
    indexBytesPerUnit: indexRatio === null ? null : bytesPerUnit * indexRatio,
    openFor: open && !hypertable.isIntegerTime ? open.end - present : null,
    newestWidth: newest.end - newest.start,
  };
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly chunks: readonly Row<'chunks'>[];
}

/** Chunks side by side in one range of time, the newest range first. */
function rangesOf(chunks: readonly Row<'chunks'>[]): Range[] {
  const ranges = new Map<number, { start: number; end: number; chunks: Row<'chunks'>[] }>();
  for (const chunk of chunks) {
    const { rangeStartUnits: start, rangeEndUnits: end } = chunk;
    if (start === null || end === null) continue;
    const range = ranges.get(start);
    if (range) {
      range.chunks.push(chunk);
      range.end = Math.max(range.end, end);
    } else ranges.set(start, { start, end, chunks: [chunk] });
  }
  return [...ranges.values()].sort((a, b) => b.start - a.start);
}

function paceOf({ start, end, chunks }: Range): number[] {
  const bytes = rowStoreBytes(chunks);
  return bytes === null ? [] : [bytes / (end - start)];
}

/** Before anything is complete: what the open range holds over the part of it that has passed. Integer time does not say how much has. */
function openPace(
  { isIntegerTime }: Row<'hypertables'>,
  open: Range | undefined,
  present: number,
): number | null {
  const bytes = open && !isIntegerTime ? rowStoreBytes(open.chunks) : null;
  if (!open || bytes === null) return null;
  return bytes / Math.max(present - open.start, LEAST_ELAPSED_RATIO * (open.end - open.start));
}

/** What chunks take, or took before they were compressed. Null when one of them does not tell. */
function rowStoreBytes(chunks: readonly Row<'chunks'>[]): number | null {
  return chunks.reduce<number | null>((sum, { isCompressed, isPartial, beforeBytes, rowTotalBytes }) => {
    const bytes = isCompressed ? beforeBytes : rowTotalBytes;
    if (sum === null || bytes === null) return null;
    return sum + bytes + (isCompressed && isPartial ? (rowTotalBytes ?? 0) : 0);
  }, 0);
}

/** Which part of row-store bytes are indexes. */
function indexShare(chunks: readonly Row<'chunks'>[]): number | null {
  const rows = chunks.filter(({ isCompressed }) => !isCompressed);
  const total = rows.reduce((sum, { rowTotalBytes }) => sum + (rowTotalBytes ?? 0), 0);
  return total === 0 ? null : rows.reduce((sum, { rowIndexBytes }) => sum + (rowIndexBytes ?? 0), 0) / total;
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
