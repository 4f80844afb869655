import { cellAt, showsCells } from './cells';
import type { ChunkColumns } from './chunk-columns';
import type { Reading } from './plot';
import { unitsAt, type Viewport } from './viewport';

export interface ReadingRange {
  readonly range: Viewport;
  /** The one chunk that is pointed at, from near; null from afar, where a column sums up several. */
  readonly chunk: number | null;
}

/** What a pointed-at column stands for: one chunk's range from near, one column of time from afar. */
export function readingRange(
  reading: Reading,
  chunks: ChunkColumns,
  view: Viewport,
  plotWidthPx: number,
): ReadingRange {
  const range = {
    from: unitsAt(reading.column, view, plotWidthPx),
    to: unitsAt(reading.column + 1, view, plotWidthPx),
  };
  if (!showsCells(chunks, view, plotWidthPx)) return { range, chunk: null };
  const chunk = cellAt(chunks, (range.from + range.to) / 2, reading.lane);
  if (chunk < 0) return { range, chunk: null };
  return { range: { from: chunks.start[chunk] ?? 0, to: chunks.end[chunk] ?? 0 }, chunk };
}
