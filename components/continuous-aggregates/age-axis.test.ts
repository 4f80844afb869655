import { describe, expect, it } from 'vitest';
import { ageAxis, agePlace } from './age-axis';

const DAY = 86_400;

describe('ageAxis', () => {
  it('has room for an hour and for years, the present at the right', () => {
    const axis = ageAxis([3_600, 365 * DAY], false);
    const places = [null, 365 * DAY, 30 * DAY, DAY, 3_600, 0].map((age) => agePlace(age, axis));
    expect(places[0]).toBe(0);
    expect(places.at(-1)).toBe(1);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(new Set(places).size).toBe(places.length);
    expect(axis.ticks.map(({ label }) => label)).toEqual(['1 h', '6 h', '1 d', '7 d', '30 d', '90 d', '1 y']);
  });

  it('counts integers in powers of ten', () => {
    const axis = ageAxis([500, 200_000], true);
    expect(axis.ticks.map(({ label }) => label)).toEqual(['1K', '10K', '100K']);
  });

  it('has an axis without any policy', () => {
    expect(agePlace(DAY, ageAxis([], false))).toBeGreaterThan(0);
    expect(Number.isFinite(ageAxis([], true).furthest)).toBe(true);
  });
});
