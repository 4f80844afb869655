import { describe, expect, it } from 'vitest';
import { counterRate } from './counter-rate';

const reading = (epoch: string, atMs: number, value: number) => ({ epoch, atMs, value });

describe('the rate of a counter', () => {
  it('is its gain a second', () => {
    expect(counterRate(reading('a', 0, 100), reading('a', 10_000, 150))).toBe(5);
    expect(counterRate(reading('a', 0, 100), reading('a', 10_000, 100))).toBe(0);
  });

  it.each([
    ['there is no reading before', undefined, reading('a', 10_000, 1)],
    ['the epoch changed, even if the counter grew', reading('a', 0, 100), reading('b', 10_000, 150)],
    ['the counter went backwards', reading('a', 0, 100), reading('a', 10_000, 99)],
    ['no time passed', reading('a', 10_000, 100), reading('a', 10_000, 150)],
    ['more than ten minutes passed', reading('a', 0, 100), reading('a', 600_001, 150)],
  ])('is not known when %s', (_, before, now) => {
    expect(counterRate(before, now)).toBeNull();
  });
});
