import type { ChunkColumns } from './chunk-columns';
import { ALL_STATES, CHUNK_STATES, EXCEPTIONS } from './chunk-states';
import type { Viewport } from './viewport';
import { visibleRange } from './visible-range';

export type Measure = 'disk' | 'before' | 'count';

const STATES = CHUNK_STATES.length;

/** The view, summed up per pixel column: what one column of one lane holds, by state. Made once a width, refilled every frame. */
export interface Bins {
  readonly widthPx: number;
  readonly laneCount: number;
  /** `[(lane * widthPx + column) * states + state]`, in the measure's unit. */
  readonly values: Float64Array;
  /** Per column: bit set of the exceptional states that occur there, whatever the filter. */
  readonly exceptions: Uint8Array;
  /** The highest column, so that the scale fits. */
  peak: number;
  visibleCount: number;
}

export function makeBins(widthPx: number, laneCount: number): Bins {
  return {
    widthPx,
    laneCount,
    values: new Float64Array(widthPx * laneCount * STATES),
    exceptions: new Uint8Array(widthPx),
    peak: 0,
    visibleCount: 0,
  };
}

/** The values that a measure adds up; null stands for "each chunk is one". */
export function measured(chunks: ChunkColumns, measure: Measure): Float64Array | null {
  if (measure === 'count') return null;
  return measure === 'disk' ? chunks.diskBytes : chunks.beforeBytes;
}

/**
 * Refills `bins` with the chunks in view. A chunk is spread over the columns it covers in proportion to the time
 * it spends in each, so a column's height is always bytes (or chunks) per column of time, at every zoom, and
 * mixed chunk intervals stay comparable. Sizes that are not known add nothing.
 */
export function fillBins(
  bins: Bins,
  chunks: ChunkColumns,
  view: Viewport,
  measure: Measure,
  mask: number = ALL_STATES,
): void {
  const { widthPx, values, exceptions } = bins;
  values.fill(0);
  exceptions.fill(0);
  const amounts = measured(chunks, measure);
  const scale = widthPx / (view.to - view.from);
  const [first, end] = visibleRange(chunks, view);
  let visible = 0;
  for (let i = first; i < end; i++) {
    const left = ((chunks.start[i] ?? 0) - view.from) * scale;
    const right = ((chunks.end[i] ?? 0) - view.from) * scale;
    if (right <= 0) continue;
    visible++;
    const state = chunks.state[i] ?? 0;
    markException(exceptions, state, left, right);
    if (!(mask & (1 << state))) continue;
    const amount = amounts ? (amounts[i] ?? 0) : 1;
    if (amount > 0) spread(bins, (chunks.lane[i] ?? 0) * widthPx, state, left, right, amount);
  }
  bins.visibleCount = visible;
  bins.peak = highest(bins);
}

/** Adds `amount` to the columns between two pixel positions, each in proportion to what it covers. */
function spread(
  bins: Bins,
  laneOffset: number,
  state: number,
  left: number,
  right: number,
  amount: number,
): void {
  const { values, widthPx } = bins;
  const from = Math.max(0, Math.floor(left));
  const to = Math.min(widthPx - 1, Math.ceil(right) - 1);
  if (from >= to) {
    const at = (laneOffset + Math.min(from, widthPx - 1)) * STATES + state;
    const inside = right > left ? (Math.min(right, widthPx) - Math.max(left, 0)) / (right - left) : 1;
    values[at] = (values[at] ?? 0) + amount * inside;
    return;
  }
  const perPixel = amount / (right - left);
  for (let column = from; column <= to; column++) {
    const at = (laneOffset + column) * STATES + state;
    const covered = Math.min(column + 1, right) - Math.max(column, left);
    values[at] = (values[at] ?? 0) + perPixel * covered;
  }
}

function markException(exceptions: Uint8Array, state: number, left: number, right: number): void {
  const bit = 1 << state;
  if (!(EXCEPTIONS & bit)) return;
  const to = Math.min(exceptions.length - 1, Math.ceil(right) - 1);
  for (let column = Math.max(0, Math.floor(left)); column <= to; column++) {
    exceptions[column] = (exceptions[column] ?? 0) | bit;
  }
}

function highest({ values }: Bins): number {
  let peak = 0;
  for (let at = 0; at < values.length; at += STATES) {
    let height = 0;
    for (let state = 0; state < STATES; state++) height += values[at + state] ?? 0;
    if (height > peak) peak = height;
  }
  return peak;
}
