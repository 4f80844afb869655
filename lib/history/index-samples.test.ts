import { describe, expect, it } from 'vitest';
import { indexSamples } from './index-samples';
import { Rates, type Readings } from './rates';

const index = (name: string, totalBytes: number, scans: number | null) => ({
  schema: 'public',
  name,
  totalBytes,
  scans,
});

describe('the samples of indexes', () => {
  const sampled = () => {
    const readings: Readings = new Map();
    return (atSeconds: number, ...indexes: readonly ReturnType<typeof index>[]) =>
      Object.fromEntries(
        indexSamples(indexes, 'table', { epoch: 'a', atMs: atSeconds * 1_000 }, new Rates(readings, 300)).map(
          ({ metric, subject, value }) => [`${metric} ${subject}`.trim(), value],
        ),
      );
  };

  it('are of all together and of each, scans as a rate', () => {
    const sample = sampled();
    sample(0, index('a', 10, 100), index('b', 5, 0));
    expect(sample(300, index('a', 20, 400), index('b', 5, 300))).toEqual({
      tableIndexBytes: 25,
      tableIndexScansPerSecond: 2,
      'tableIndexBytes public.a': 20,
      'tableIndexScansPerSecond public.a': 1,
      'tableIndexBytes public.b': 5,
      'tableIndexScansPerSecond public.b': 1,
    });
  });

  it('have no scans of all while one is not counted, and a gap after one was dropped', () => {
    const sample = sampled();
    sample(0, index('a', 10, 100), index('b', 5, 50));
    expect(sample(300, index('a', 10, 130))).toMatchObject({
      tableIndexScansPerSecond: null,
      'tableIndexScansPerSecond public.a': 0.1,
    });
    expect(sample(600, index('a', 10, 130), index('b', 5, null)).tableIndexScansPerSecond).toBeNull();
  });

  it('are of the hundred largest, and nothing where there is none', () => {
    const many = Array.from({ length: 150 }, (_, at) => index(`i${at}`, at, 0));
    const samples = sampled()(0, ...many);
    expect(Object.keys(samples)).toHaveLength(2 * 101);
    expect(samples).toHaveProperty('tableIndexBytes public.i149');
    expect(samples).not.toHaveProperty('tableIndexBytes public.i49');
    expect(sampled()(0)).toEqual({});
  });
});
