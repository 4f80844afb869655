import type { ChunkColumns } from '@/components/charts/chunk-map/chunk-columns';
import type { MapState } from '@/components/charts/chunk-map/chunk-map';
import { statesMask } from '@/components/charts/chunk-map/chunk-states';
import { visibleRange } from '@/components/charts/chunk-map/visible-range';

/** One row of the chunk table: its place in the answer's columns, nothing else. */
export interface ChunkRow {
  readonly index: number;
}

/** The chunks that the map shows: inside its view, or inside the pin when there is one, and of the chosen states. */
export function shownChunks(chunks: ChunkColumns, { view, pinned, states }: MapState): ChunkRow[] {
  const range = pinned ?? view;
  const mask = statesMask(states);
  const [first, end] = range ? visibleRange(chunks, range) : [0, chunks.count];
  const rows: ChunkRow[] = [];
  for (let i = first; i < end; i++) {
    const isBefore = range !== null && (chunks.end[i] ?? 0) <= range.from;
    if (!isBefore && mask & (1 << (chunks.state[i] ?? 0))) rows.push({ index: chunks.source[i] ?? 0 });
  }
  return rows;
}
