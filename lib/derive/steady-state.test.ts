import { describe, expect, it } from 'vitest';
import { DAY_UNITS, NOW_MS } from '@/lib/rules/testing/context';
import { compressedChunk, dailyChunks, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { policy, retention } from '@/lib/rules/testing/job-rows';
import { chunkPaces } from './chunk-pace';
import { columnstoreRatio } from './columnstore-ratio';
import { daysToFull, steadyState } from './steady-state';

/** 100 MB of rows a day, which the columnstore makes ten. */
const chunks = dailyChunks(20, compressedChunk);
const settled = (...policies: readonly ReturnType<typeof policy>[]) => {
  const [pace] = chunkPaces([hypertable()], chunks, policies, NOW_MS);
  if (!pace) throw new Error('no pace');
  return steadyState(pace, columnstoreRatio(chunks), policies);
};
const MB = 1_000_000;

describe('what a hypertable settles at', () => {
  it('is what arrives within retention, as rows first, then by the ratio', () => {
    // Eight days as rows, 82 or 83 of ninety in the columnstore.
    expect(settled(policy(), retention())).toEqual({ low: 1_620 * MB, high: 1_630 * MB, rowBytes: 800 * MB });
  });

  it('is rows alone where nothing is converted before it is dropped', () => {
    expect(settled(retention())).toEqual({ low: 9_000 * MB, high: 9_100 * MB, rowBytes: 9_000 * MB });
    const soon = retention({ afterSeconds: 5 * 86_400 });
    expect(settled(policy(), soon)).toMatchObject({ low: 500 * MB, rowBytes: 500 * MB });
  });

  it('is not known without retention, or without a ratio', () => {
    expect(settled(policy())).toBeNull();
    const [pace] = chunkPaces([hypertable()], dailyChunks(20), [], NOW_MS);
    expect(pace && steadyState(pace, null, [policy(), retention()])).toBeNull();
    expect(pace?.bytesPerUnit).toBe((100 * MB) / DAY_UNITS);
  });
});

it('tells the days until a disk is full', () => {
  expect(daysToFull(1_000, 400, 100)).toBe(6);
  expect(daysToFull(1_000, 1_400, 100)).toBe(0);
  expect(daysToFull(1_000, 400, 0)).toBeNull();
});
