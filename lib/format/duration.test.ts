import { describe, expect, it } from 'vitest';
import { duration, durationMs } from './duration';

describe('duration', () => {
  it.each([
    [null, '–'],
    [undefined, '–'],
    [Number.POSITIVE_INFINITY, '–'],
    [0, '0 s'],
    [0.0000004, '1 µs'],
    [0.0042, '4.2 ms'],
    [0.25, '250 ms'],
    [1.5, '1.5 s'],
    [12, '12 s'],
    [59.6, '1 min'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
    [3601, '1 h'],
    [604_800, '7 d'],
    [90_000, '1 d 1 h'],
    [400 * 86_400, '1 y 35 d'],
    [-12, '−12 s'],
  ])('%s is %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text.replaceAll(' ', '\u00a0'));
  });

  it('takes milliseconds too, and keeps unknown unknown', () => {
    expect(durationMs(1500)).toBe('1.5\u00a0s');
    expect(durationMs(null)).toBe('–');
  });
});
