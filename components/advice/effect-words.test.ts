import { describe, expect, it } from 'vitest';
import { changeWords, EFFECT_TEXT } from './effect-words';

const GIB = 1024 ** 3;

describe('what changed with a fix', () => {
  it.each([
    [100 * GIB, 20 * GIB, 'bytes', '−80\u00a0GiB (−80%)'],
    [20 * GIB, 25 * GIB, 'bytes', '+5\u00a0GiB (+25%)'],
    [1000, 1004, 'count', 'no change'],
    [0, 0, 'count', 'no change'],
    [0, 3, 'count', '+3'],
    [7200, 60, 'seconds', '−1\u00a0h\u00a059\u00a0min (−99.2%)'],
    [1.5, 12, 'times', '+10.5× (8×)'],
  ] as const)('%d to %d %s: %s', (before, after, unit, words) => {
    expect(changeWords(before, after, EFFECT_TEXT[unit])).toBe(words);
  });
});
