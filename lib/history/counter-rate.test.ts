import { describe, expect, it } from 'vitest';
import { counterRate, isTooSoon } from './counter-rate';

const reading = (epoch: string, atMs: number, value: number) => ({ epoch, atMs, value });

describe('the rate of a counter', () => {
  it('is its gain a second', () => {
    expect(counterRate(reading('a', 0, 100), reading('a', 10_000, 150), 10)).toBe(5);
    expect(counterRate(reading('a', 0, 100), reading('a', 10_000, 100), 10)).toBe(0);
  });

  it('holds over three rounds', () => {
    expect(counterRate(reading('a', 0, 0), reading('a', 30_000, 30), 10)).toBe(1);
    expect(counterRate(reading('a', 0, 0), reading('a', 900_000, 900), 300)).toBe(1);
  });

  it.each([
    ['there is no reading before', undefined, reading('a', 10_000, 1)],
    ['the epoch changed, even if the counter grew', reading('a', 0, 100), reading('b', 10_000, 150)],
    ['the counter went backwards', reading('a', 0, 100), reading('a', 10_000, 99)],
    ['no time passed', reading('a', 10_000, 100), reading('a', 10_000, 150)],
    ['the clock went backwards', reading('a', 10_000, 100), reading('a', 1_000, 150)],
    ['less than five seconds passed', reading('a', 0, 100), reading('a', 4_999, 150)],
    ['more than three rounds passed', reading('a', 0, 100), reading('a', 30_001, 150)],
  ])('is not known when %s', (_, before, now) => {
    expect(counterRate(before, now, 10)).toBeNull();
  });
});

describe('a reading that comes too soon', () => {
  it('leaves the baseline where it was', () => {
    expect(isTooSoon(reading('a', 0, 100), reading('a', 4_999, 150))).toBe(true);
  });

  it.each([
    ['there is none before', undefined, reading('a', 0, 1)],
    ['five seconds passed', reading('a', 0, 100), reading('a', 5_000, 150)],
    ['another epoch began', reading('a', 0, 100), reading('b', 1_000, 150)],
    ['the counter went backwards', reading('a', 0, 100), reading('a', 1_000, 99)],
    ['the clock went backwards', reading('a', 10_000, 100), reading('a', 9_000, 150)],
  ])('is the new baseline when %s', (_, before, now) => {
    expect(isTooSoon(before, now)).toBe(false);
  });
});
