import type { ChunkState } from './chunk-states';
import { stateIndex } from './chunk-states';

/** The chunks of one hypertable as columns, sorted by start: 50,000 of them cost six typed arrays and no objects. */
export interface ChunkColumns {
  readonly count: number;
  /** Along the primary dimension: microseconds since 1970 for times, else the integer. Never infinite. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** The furthest end of this chunk and all before it, so that a view's first chunk is found by bisection. */
  readonly reach: Float64Array;
  readonly state: Uint8Array;
  /** Which partition of the second dimension; all 0 without one. */
  readonly lane: Uint8Array;
  readonly laneCount: number;
  /** On disk now, both stores and their indexes; NaN is not known. */
  readonly diskBytes: Float64Array;
  /** What the same rows take, or took, uncompressed; NaN is not known. */
  readonly beforeBytes: Float64Array;
  /** Place of each chunk in the source, for what is not drawn: its name, its rows. */
  readonly source: Uint32Array;
}

/** More partitions than this are drawn as one stack: lanes would be too thin to read. */
export const MOST_LANES = 8;

export interface ChunkSource {
  readonly count: number;
  readonly start: ArrayLike<number | null>;
  readonly end: ArrayLike<number | null>;
  readonly state: (index: number) => ChunkState;
  readonly diskBytes: (index: number) => number | null;
  readonly beforeBytes: (index: number) => number | null;
  /** Whether the hypertable has a second dimension, so that several chunks share a range. */
  readonly isPartitioned: boolean;
}

/** Sorts and packs. An open-ended chunk is given the length of the first bounded one: it has to stand somewhere. */
export function chunkColumns(source: ChunkSource): ChunkColumns {
  const { count } = source;
  const columns = {
    start: new Float64Array(count),
    end: new Float64Array(count),
    reach: new Float64Array(count),
    state: new Uint8Array(count),
    lane: new Uint8Array(count),
    diskBytes: new Float64Array(count),
    beforeBytes: new Float64Array(count),
  };
  const order = sortedByStart(source);
  const length = firstLength(source);
  let reach = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const at = order[i] ?? 0;
    const start = source.start[at] ?? (source.end[at] ?? 0) - length;
    const end = source.end[at] ?? start + length;
    reach = Math.max(reach, end);
    columns.start[i] = start;
    columns.end[i] = end;
    columns.reach[i] = reach;
    columns.state[i] = stateIndex(source.state(at));
    columns.diskBytes[i] = source.diskBytes(at) ?? Number.NaN;
    columns.beforeBytes[i] = source.beforeBytes(at) ?? Number.NaN;
  }
  const laneCount = source.isPartitioned ? assignLanes(columns.start, columns.end, columns.lane) : 1;
  return { count, ...columns, laneCount, source: order };
}

function sortedByStart({ count, start, end }: ChunkSource): Uint32Array {
  const order = new Uint32Array(count);
  const key = new Float64Array(count);
  let sorted = true;
  for (let i = 0; i < count; i++) {
    order[i] = i;
    key[i] = start[i] ?? (end[i] === null ? 0 : Number.NEGATIVE_INFINITY);
    if (i > 0 && (key[i] ?? 0) < (key[i - 1] ?? 0)) sorted = false;
  }
  return sorted ? order : order.sort((a, b) => (key[a] ?? 0) - (key[b] ?? 0) || a - b);
}

function firstLength({ count, start, end }: ChunkSource): number {
  for (let i = 0; i < count; i++) {
    const [from, to] = [start[i] ?? null, end[i] ?? null];
    if (from !== null && to !== null && to > from) return to - from;
  }
  return 1;
}

/** Puts each chunk into the first lane that is free at its start; more than `MOST_LANES` become one. */
function assignLanes(start: Float64Array, end: Float64Array, lane: Uint8Array): number {
  const busyUntil: number[] = [];
  for (let i = 0; i < start.length; i++) {
    const from = start[i] ?? 0;
    const free = busyUntil.findIndex((until) => until <= from);
    const chosen = free < 0 ? busyUntil.length : free;
    if (chosen >= MOST_LANES) {
      lane.fill(0);
      return 1;
    }
    busyUntil[chosen] = end[i] ?? from;
    lane[i] = chosen;
  }
  return Math.max(1, busyUntil.length);
}
