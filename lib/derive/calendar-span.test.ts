import { describe, expect, it } from 'vitest';
import { isLonger } from './calendar-span';

const DAY = 86_400_000_000;
const days = (count: number, text: unknown) => ({ units: count * DAY, text });

describe('isLonger', () => {
  it('compares plain intervals as they are', () => {
    expect(isLonger(days(31, '31 days'), days(30, '30 days'))).toBe('always');
    expect(isLonger(days(30, '30 days'), days(30, '720:00:00'))).toBe('never');
  });

  it('compares months with months', () => {
    expect(isLonger(days(30, '1 mon'), days(30, '1 month'))).toBe('never');
    expect(isLonger(days(60, 'P2M'), days(30, '0-1'))).toBe('always');
  });

  it('knows that a month has 28 to 31 days', () => {
    expect(isLonger(days(30, '1 mon'), days(30, '30 days'))).toBe('sometimes');
    expect(isLonger(days(30, '30 days'), days(30, '1 mon'))).toBe('sometimes');
    expect(isLonger(days(28, '28 days'), days(30, '1 mon'))).toBe('never');
    expect(isLonger(days(30, '1 mon'), days(31, '31 days'))).toBe('never');
    expect(isLonger(days(30, '1 mon'), days(27, '27 days'))).toBe('always');
  });

  it('does not take minutes for months', () => {
    expect(isLonger(days(30.5, 'PT732H'), days(30, '30 days'))).toBe('always');
    expect(isLonger(days(1, 'P1DT10M'), days(1, '1 day'))).toBe('never');
  });
});
