import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/errors';
import { chunk } from '@/lib/rules/testing/hypertable-rows';
import { readPieces } from './read-pieces';
import type { Cut, PlannedPiece } from './sample-plan';

const piece = (cut: Cut): PlannedPiece => ({
  facts: { chunk: chunk(), rows: 1_000, beforeBytes: 1_000 },
  cut,
  mostRows: 10,
});
const slice = piece({ kind: 'slice', part: 0, parts: 2 });
const other = piece({ kind: 'slice', part: 1, parts: 2 });
const series = (column: string) => piece({ kind: 'series', column, part: 0, parts: 1 });
const device = series('device');
const host = series('host');
const ten = { lines: Array.from({ length: 10 }), bytes: 100 };
const timeout = () => new AppError('query-timeout', 'too long');

/** What is asked for, taken in and left out when reading goes so. */
async function reading(
  pieces: readonly PlannedPiece[],
  answer: (piece: PlannedPiece) => typeof ten | AppError,
  bounds = { rows: 25, bytes: 1_000 },
) {
  const asked: number[] = [];
  const taken: PlannedPiece[] = [];
  const slow = await readPieces(pieces, {
    bounds,
    read: async (one, { rows }) => {
      asked.push(rows);
      const found = answer(one);
      if (found instanceof AppError) throw found;
      return found;
    },
    take: async (one) => void taken.push(one),
  });
  return { asked, taken, slow };
}

describe('the pieces of a sample', () => {
  it('are read one after the other, all together within the bounds', async () => {
    const read = await reading([slice, other, device], () => ten);
    expect(read).toEqual({ asked: [10, 10, 5], taken: [slice, other, device], slow: [] });
  });

  it('keep the stretches of time where a series takes too long, and no other series is tried', async () => {
    const read = await reading([slice, other, device, host], ({ cut }) =>
      cut.kind === 'series' ? timeout() : ten,
    );
    expect(read).toEqual({ asked: [10, 10, 5], taken: [slice, other], slow: [device, host] });
  });

  it('keep the series where a stretch of time takes too long', async () => {
    const read = await reading([slice, other, device], (one) => (one === slice ? timeout() : ten));
    expect(read).toMatchObject({ taken: [other, device], slow: [slice] });
  });

  it('leave out what is empty', async () => {
    const read = await reading([slice, device], (one) => (one === slice ? { lines: [], bytes: 0 } : ten));
    expect(read).toMatchObject({ taken: [device], slow: [] });
  });

  it('fail where all take too long, and by any other error', async () => {
    await expect(reading([slice, device], timeout)).rejects.toMatchObject({ code: 'query-timeout' });
    const locked = () => new AppError('query-locked', 'locked');
    await expect(reading([slice, device], locked)).rejects.toMatchObject({ code: 'query-locked' });
  });
});
