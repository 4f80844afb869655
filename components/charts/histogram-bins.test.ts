import { describe, expect, it } from 'vitest';
import { histogramBins } from './histogram-bins';

describe('histogramBins', () => {
  it('puts a value on an edge into the bin that begins there, and loses none', () => {
    const bins = histogramBins([0.5, 1, 1.9, 2, 3, 99], [0, 1, 2, 4]);
    expect(bins.map(({ count }) => count)).toEqual([1, 2, 2, 1]);
    expect(bins.at(-1)).toMatchObject({ from: 4, to: null });
  });
});
