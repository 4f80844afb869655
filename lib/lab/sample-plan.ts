import type { Row } from '@/lib/collect/snapshot';
import type { ChunkFacts } from './chunk-facts';
import type { KeyColumn } from './key-columns';

/** What the lab reads at most, all pieces together. */
export const SAMPLE_BOUNDS = { rows: 200_000, bytes: 64_000_000 };

export interface SampleBounds {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * How a piece is cut out of its chunk. `whole`: all rows. `series`: all rows of some values of a column, over the whole
 * range, so that batches segmented by it are whole. `slice`: all rows of a stretch of time, so that neighbours in time stay
 * neighbours. `part` of `parts` tells pieces of the same chunk apart.
 */
export type Cut =
  | { readonly kind: 'whole' }
  | { readonly kind: 'series'; readonly column: string; readonly part: number; readonly parts: number }
  | { readonly kind: 'slice'; readonly part: number; readonly parts: number };

export interface PlannedPiece {
  readonly facts: ChunkFacts;
  readonly cut: Cut;
  readonly mostRows: number;
}

/** Several, so that what differs from chunk to chunk gives the error margin. */
const MOST_CHUNKS = 4;
/** Pieces of a cut where chunks are too large to be read whole. */
const PIECES = 3;
const MOST_SERIES_CUTS = 2;
/** Emptier than this share of the middle one, a chunk stands for none of the others. */
const LEAST_CHUNK_RATIO = 0.2;
/** A slice with so many rows of each value has batches as full as the chunk's; fewer are cut by their last batch. */
const SLICE_ROWS_PER_VALUE = 10_000;
/** What a snapshot tells of rows may be older than the rows. */
const GROWTH_RATIO = 1.05;

/** Closed chunks, spread evenly over time: the newest is still being filled and looks like none of the others. */
export function representativeChunks(all: readonly ChunkFacts[]): ChunkFacts[] {
  const inOrder = [...all].sort(
    (a, b) =>
      (a.chunk.rangeEndUnits ?? 0) - (b.chunk.rangeEndUnits ?? 0) || a.chunk.chunkId - b.chunk.chunkId,
  );
  const newest = inOrder.at(-1)?.chunk.rangeEndUnits;
  const closed = inOrder.filter(({ chunk }) => chunk.rangeEndUnits !== newest);
  const usable = closed.length > 0 ? closed : inOrder;
  const middle = [...usable].sort((a, b) => a.rows - b.rows)[Math.floor(usable.length / 2)]?.rows ?? 0;
  return spread(
    usable.filter(({ rows }) => rows >= LEAST_CHUNK_RATIO * middle),
    MOST_CHUNKS,
  );
}

/** The pieces to read: whole chunks while they fit, else pieces of some, cut as the candidates need them. */
export function planPieces(
  chosen: readonly ChunkFacts[],
  keys: readonly KeyColumn[],
  columns: readonly Row<'hypertableColumns'>[],
  bounds: SampleBounds,
): PlannedPiece[] {
  const mostRows = Math.min(bounds.rows, Math.floor(bounds.bytes / textBytes(columns)));
  for (let count = chosen.length; count > 0; count -= 1) {
    const some = spread(chosen, count);
    const rows = some.reduce((sum, facts) => sum + Math.ceil(facts.rows * GROWTH_RATIO), 0);
    if (rows <= mostRows)
      return some.map((facts) => ({
        facts,
        cut: { kind: 'whole' },
        mostRows: Math.ceil(facts.rows * GROWTH_RATIO),
      }));
  }
  const perSlice = Math.floor(mostRows / PIECES / (1 + MOST_SERIES_CUTS));
  const scattered = keys
    .filter(
      ({ valuesPerChunk }) => valuesPerChunk === null || valuesPerChunk > perSlice / SLICE_ROWS_PER_VALUE,
    )
    .slice(0, MOST_SERIES_CUTS);
  const places = Array.from({ length: PIECES }, (_, at) => at);
  return [null, ...scattered].flatMap((key, _, cuts) =>
    places.flatMap((at): PlannedPiece[] => {
      const facts = chosen[Math.floor((at * chosen.length) / PIECES)];
      if (!facts) return [];
      const same = places.filter((other) => chosen[Math.floor((other * chosen.length) / PIECES)] === facts);
      const part = { part: same.indexOf(at), parts: same.length };
      return [
        {
          facts,
          cut: key ? { kind: 'series', column: key.name, ...part } : { kind: 'slice', ...part },
          mostRows: Math.floor(mostRows / PIECES / cuts.length),
        },
      ];
    }),
  );
}

/** `count` of them, evenly over their order. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
  if (items.length <= count) return [...items];
  return Array.from(
    { length: count },
    (_, at) => items[Math.floor(((at + 0.5) * items.length) / count)],
  ).filter((item) => item !== undefined);
}

/** A row as text, roughly: what the bound of bytes is divided by. The read itself counts. */
function textBytes(columns: readonly Row<'hypertableColumns'>[]): number {
  return columns.reduce((sum, { type, averageWidthBytes }) => {
    const width = averageWidthBytes ?? 8;
    return sum + 1 + (/^time|^double|^real/.test(type) ? Math.max(width, 24) : width);
  }, 1);
}
