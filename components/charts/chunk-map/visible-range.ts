import type { ChunkColumns } from './chunk-columns';
import type { Viewport } from './viewport';

/** Index of the first chunk that may reach into the view, and one past the last that starts inside it. */
export function visibleRange(chunks: ChunkColumns, view: Viewport): readonly [first: number, end: number] {
  const first = firstAbove(chunks.reach, view.from);
  return [first, Math.max(first, firstAtLeast(chunks.start, view.to))];
}

/** First index whose value is above `bound`, in ascending values. */
function firstAbove(values: Float64Array, bound: number): number {
  return bisect(values.length, (i) => (values[i] ?? 0) > bound);
}

function firstAtLeast(values: Float64Array, bound: number): number {
  return bisect(values.length, (i) => (values[i] ?? 0) >= bound);
}

function bisect(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
