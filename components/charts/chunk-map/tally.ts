import type { ChunkColumns } from './chunk-columns';
import { ALL_STATES, CHUNK_STATES } from './chunk-states';
import type { Viewport } from './viewport';
import { visibleRange } from './visible-range';

/** What a stretch of the dimension holds. Each list is in the order of `CHUNK_STATES`. */
export interface Tally {
  readonly count: number;
  readonly counts: readonly number[];
  readonly diskBytes: readonly number[];
  readonly beforeBytes: readonly number[];
  /** Chunks whose size on disk is not known: the sums leave them out. */
  readonly unknownSizes: number;
  /** Indexes of the first few, for naming them. */
  readonly sample: readonly number[];
}

const SAMPLE = 1;

/** Counts and sums every chunk that reaches into `view`, whole. */
export function tally(chunks: ChunkColumns, view: Viewport, mask = ALL_STATES, lane?: number): Tally {
  const zeros = () => CHUNK_STATES.map(() => 0);
  const [counts, diskBytes, beforeBytes] = [zeros(), zeros(), zeros()];
  const sample: number[] = [];
  let [count, unknownSizes] = [0, 0];
  const [first, end] = visibleRange(chunks, view);
  for (let i = first; i < end; i++) {
    const state = chunks.state[i] ?? 0;
    const isElsewhere = lane !== undefined && chunks.lane[i] !== lane;
    if ((chunks.end[i] ?? 0) <= view.from || !(mask & (1 << state)) || isElsewhere) continue;
    count++;
    add(counts, state, 1);
    const disk = chunks.diskBytes[i] ?? Number.NaN;
    if (Number.isNaN(disk)) unknownSizes++;
    else add(diskBytes, state, disk);
    const before = chunks.beforeBytes[i] ?? Number.NaN;
    if (!Number.isNaN(before)) add(beforeBytes, state, before);
    if (sample.length < SAMPLE) sample.push(i);
  }
  return { count, counts, diskBytes, beforeBytes, unknownSizes, sample };
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function add(values: number[], at: number, amount: number): void {
  values[at] = (values[at] ?? 0) + amount;
}
