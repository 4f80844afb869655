import { AppError } from '@/lib/errors';
import type { PlannedPiece, SampleBounds } from './sample-plan';

interface Copied {
  readonly lines: readonly unknown[];
  readonly bytes: number;
}

interface Reading<Rows extends Copied> {
  readonly bounds: SampleBounds;
  /** Throws `query-timeout` where the server takes too long. */
  readonly read: (piece: PlannedPiece, bounds: SampleBounds) => Promise<Rows>;
  /** Takes in the rows of a piece that has some. */
  readonly take: (piece: PlannedPiece, rows: Rows) => Promise<void>;
}

/**
 * Reads one piece after the other, all of them together within the bounds, and answers with those that took too long.
 * One of them makes no run fail: the others tell less, but they tell. A series is found only by reading its whole chunk,
 * so that after one the others, of chunks as large, are not tried. Throws the timeout where nothing could be read.
 */
export async function readPieces<Rows extends Copied>(
  pieces: readonly PlannedPiece[],
  { bounds, read, take }: Reading<Rows>,
): Promise<readonly PlannedPiece[]> {
  const slow: PlannedPiece[] = [];
  let timeout: AppError | null = null;
  let left = bounds;
  for (const piece of pieces) {
    const isTooSlow = piece.cut.kind === 'series' && slow.some(({ cut }) => cut.kind === 'series');
    const rows = isTooSlow
      ? null
      : await read(piece, { rows: Math.min(piece.mostRows, left.rows), bytes: left.bytes }).catch(
          (error: unknown) => {
            if (!(error instanceof AppError && error.code === 'query-timeout')) throw error;
            timeout = error;
            return null;
          },
        );
    if (rows === null) {
      slow.push(piece);
      continue;
    }
    left = { rows: left.rows - rows.lines.length, bytes: left.bytes - rows.bytes };
    if (rows.lines.length > 0) await take(piece, rows);
  }
  if (timeout !== null && slow.length === pieces.length) throw timeout;
  return slow;
}
