import { measured } from './binning';
import type { ChunkColumns } from './chunk-columns';
import type { Scene } from './scene';
import type { Viewport } from './viewport';
import { visibleRange } from './visible-range';

/** From this width on a chunk is a thing that can be seen and pointed at; below it columns are summed up. */
export const CELL_PX = 4;

/** Whether the view is close enough to draw single chunks: their usual width reaches `CELL_PX`. */
export function showsCells(chunks: ChunkColumns, view: Viewport, plotWidthPx: number): boolean {
  const [first, end] = visibleRange(chunks, view);
  if (end === first || (end - first) / chunks.laneCount > plotWidthPx / CELL_PX) return false;
  const length = usualLength(chunks, first, end);
  if ((length / (view.to - view.from)) * plotWidthPx < CELL_PX) return false;
  return chunks.laneCount > 1 || !hasOverlap(chunks.start, chunks.reach, first, end);
}

/** The mean length of a few dozen chunks spread over the range: enough to choose by, at every frame. */
function usualLength({ start, end: ends }: ChunkColumns, first: number, end: number): number {
  const step = Math.max(1, Math.floor((end - first) / 32));
  let [sum, taken] = [0, 0];
  for (let i = first; i < end; i += step) {
    sum += (ends[i] ?? 0) - (start[i] ?? 0);
    taken++;
  }
  return sum / taken;
}

/** Partitions beyond `MOST_LANES` share one lane: single cells would hide each other. */
function hasOverlap(start: Float64Array, reach: Float64Array, first: number, end: number): boolean {
  for (let i = first + 1; i < end; i++) if ((start[i] ?? 0) < (reach[i - 1] ?? 0)) return true;
  return false;
}

/** The greatest amount among the cells in view, so that the scale fits. */
export function highestCell({ chunks, view, measure, mask }: Scene): number {
  const amounts = measured(chunks, measure);
  if (!amounts) return 1;
  const [first, end] = visibleRange(chunks, view);
  let peak = 0;
  for (let i = first; i < end; i++) {
    const amount = amounts[i] ?? 0;
    if (amount > peak && mask & (1 << (chunks.state[i] ?? 0))) peak = amount;
  }
  return peak;
}

/** The chunk under a place of the axis in one lane, or −1. */
export function cellAt(chunks: ChunkColumns, units: number, lane: number): number {
  // Past the place by its last digit, so that a chunk that begins exactly there is found.
  const [first, end] = visibleRange(chunks, { from: units, to: units + Math.abs(units) * 1e-15 + 1e-9 });
  for (let i = first; i < end; i++) {
    const isHere = (chunks.start[i] ?? 0) <= units && units < (chunks.end[i] ?? 0);
    if (isHere && chunks.lane[i] === lane) return i;
  }
  return -1;
}
