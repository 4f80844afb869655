import { describe, expect, it } from 'vitest';
import { percent, times } from './ratio';

describe('percent', () => {
  it.each([
    [null, '–'],
    [undefined, '–'],
    [Number.NaN, '–'],
    [0, '0%'],
    [1, '100%'],
    [0.0004, '<0.1%'],
    [0.004, '0.4%'],
    [0.92, '92%'],
    [0.996, '99.6%'],
    [0.99999, '>99.9%'],
    [1.5, '150%'],
  ])('%s is %s', (ratio, text) => {
    expect(percent(ratio)).toBe(text);
  });
});

describe('times', () => {
  it.each([
    [null, '–'],
    [11.42, '11.4×'],
    [12, '12×'],
    [240.4, '240×'],
  ])('%s is %s', (ratio, text) => {
    expect(times(ratio)).toBe(text);
  });
});
