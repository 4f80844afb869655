import { describe, expect, it } from 'vitest';
import { scaleSteps } from './scale-steps';

describe('scaleSteps', () => {
  it('marks round numbers up to just above the peak', () => {
    expect(scaleSteps(87, 4)).toEqual([0, 25, 50, 75, 100]);
    expect(scaleSteps(3, 4)).toEqual([0, 1, 2, 3]);
  });

  it('marks round sizes in binary units', () => {
    const gib = 1024 ** 3;
    expect(scaleSteps(812 * gib, 4, 1_024).map((n) => n / gib)).toEqual([0, 250, 500, 750, 1_000]);
  });

  it('has a scale where there is nothing to measure', () => {
    expect(scaleSteps(0, 4)).toEqual([0, 1]);
    expect(scaleSteps(Number.NaN, 4)).toEqual([0, 1]);
  });
});
