import { describe, expect, it } from 'vitest';
import { type ChunkPace, chunkPaces } from '@/lib/derive/chunk-pace';
import { context, NOW_MS } from '../../testing/context';
import { chunk, dailyChunks, hypertable } from '../../testing/hypertable-rows';
import { settings } from '../../testing/setting-rows';
import {
  budgetText,
  fairIndexBytes,
  indexBudget,
  indexHeadroomBytes,
  unknownIndexBudget,
} from './index-memory';

/** Hypertables that write so many bytes of indexes a day, in chunks of a day. */
function writing(...indexBytes: readonly number[]): ChunkPace[] {
  const hypertables = indexBytes.map((_, at) => hypertable({ hypertableId: at + 1 }));
  const chunks = indexBytes.flatMap((rowIndexBytes, at) =>
    dailyChunks(3, (over) =>
      chunk({ ...over, hypertableId: at + 1, rowIndexBytes, rowTotalBytes: 2 * rowIndexBytes }),
    ),
  );
  return chunkPaces(hypertables, chunks, [], NOW_MS);
}
/** Settings in blocks of 8 kB. */
const blocks = (values: Readonly<Record<string, number>>) =>
  settings(values).map((row) => ({ ...row, unit: '8kB' }));
const fairShares = (budget: number, ...indexBytes: readonly number[]) => {
  const paces = writing(...indexBytes);
  return paces.map((pace) => Math.round(fairIndexBytes(pace, paces, budget)));
};

describe('the memory for indexes of chunks that are being written', () => {
  it('is a quarter of what the profile says, at the scale of the database, or not known', () => {
    const bytesOf = (profile: object) => indexBudget(null, context({ profile }))?.bytes;
    expect(bytesOf({ memoryBytes: 64e9 })).toBe(16e9);
    expect(bytesOf({ memoryBytes: 64e9, byteThresholdRatio: 0.001 })).toBe(16e6);
    expect(indexBudget(null, context())).toBeNull();
  });

  it('is shared_buffers where these are less, which no profile scales', () => {
    const profile = { memoryBytes: 64e9, byteThresholdRatio: 0.5 };
    const budget = indexBudget(blocks({ shared_buffers: 1_000 }), context({ profile }));
    expect(budget).toEqual({
      bytes: 8_192_000,
      binds: 'shared_buffers',
      quarterBytes: 8e9,
      sharedBuffersBytes: 8_192_000,
    });
    expect(budget && budgetText(budget)).toContain('shared_buffers, which bind before');
    expect(indexBudget(blocks({ shared_buffers: 10_000_000 }), context({ profile }))?.binds).toBe('memory');
  });

  it('is a range while the memory is not known', () => {
    expect(unknownIndexBudget(null, context())).toEqual({ low: null, high: 8e9 });
    const set = blocks({ shared_buffers: 1_000, effective_cache_size: 10_000_000 });
    expect(unknownIndexBudget(set, context())).toEqual({ low: 8_192_000, high: 40_960_000_000 });
  });

  it('belongs to a hypertable that is alone', () => {
    expect(fairShares(1_000, 9_000)).toEqual([1_000]);
  });

  it('is shared fairly: what small ones do not need goes to the large ones', () => {
    expect(fairShares(1_000, 100, 9_000)).toEqual([500, 900]);
    expect(fairShares(1_000, 9_000, 9_000)).toEqual([500, 500]);
    expect(fairShares(1_000, 100, 9_000, 8_000)).toEqual([333, 450, 450]);
  });

  it('leaves to each what the others do not take, which may be nothing', () => {
    const paces = writing(300, 500);
    const left = (budget: number) => paces.map((pace) => Math.round(indexHeadroomBytes(pace, paces, budget)));
    expect(left(1_000)).toEqual([500, 700]);
    expect(left(400)).toEqual([-100, 100]);
  });
});
