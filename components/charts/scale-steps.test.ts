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

  it('marks times as a clock counts them', () => {
    expect(scaleSteps(0.03, 4, 60)).toEqual([0, 0.01, 0.02, 0.03]);
    expect(scaleSteps(45, 4, 60)).toEqual([0, 15, 30, 45]);
    expect(scaleSteps(1_000, 4, 60).map((seconds) => seconds / 60)).toEqual([0, 5, 10, 15, 20]);
    expect(scaleSteps(20 * 3_600, 4, 60).map((seconds) => seconds / 3_600)).toEqual([0, 6, 12, 18, 24]);
    expect(scaleSteps(80 * 86_400, 4, 60).map((seconds) => seconds / 86_400)).toEqual([0, 20, 40, 60, 80]);
  });

  it('has a scale where there is nothing to measure', () => {
    expect(scaleSteps(0, 4)).toEqual([0, 1]);
    expect(scaleSteps(Number.NaN, 4)).toEqual([0, 1]);
  });
});
