import { describe, expect, it } from 'vitest';
import { isLonger, longestUnits, shortestUnits, unitsBefore } from './calendar-span';

const DAY = 86_400_000_000;
const days = (count: number, text: unknown) => ({ units: count * DAY, text });
/** As PostgreSQL's `extract(epoch)` counts them. */
const months = (count: number) => days(Math.floor(count / 12) * 365.25 + (count % 12) * 30, `${count} mons`);

/** What PostgreSQL's `timestamp - interval` leaves: the same day so many months before, or the last of that month. */
function monthsBefore(day: Date, count: number): Date {
  const first = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() - count, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0));
  first.setUTCDate(Math.min(day.getUTCDate(), last.getUTCDate()));
  return first;
}

describe('shortestUnits and longestUnits', () => {
  it('hold for every day of eight years', () => {
    for (let count = 1; count <= 40; count += 1) {
      const [shortest, longest] = [shortestUnits(months(count)) / DAY, longestUnits(months(count)) / DAY];
      for (let at = Date.UTC(2020, 0, 1); at < Date.UTC(2028, 0, 1); at += 86_400_000) {
        const span = (at - monthsBefore(new Date(at), count).getTime()) / 86_400_000;
        if (span < shortest || span > longest) throw new Error(`${count} months spanned ${span} days`);
      }
    }
  });

  it('are not further apart than the calendar makes them', () => {
    const both = (count: number) => [shortestUnits(months(count)), longestUnits(months(count))];
    expect(both(1)).toEqual([28 * DAY, 31 * DAY]);
    expect(both(3)).toEqual([89 * DAY, 92 * DAY]);
    expect(both(12)).toEqual([365 * DAY, 366 * DAY]);
  });

  it.each([
    ['1 year 2 mons 3 days 04:00:00'],
    ['@ 1 year 2 mons 3 days 4 hours'],
    ['P1Y2M3DT4H'],
    ['1-2 3 4:00:00'],
    ['14 months 3 days 4 hours'],
  ])('read months out of %s', (text) => {
    const distance = days(365.25 + 60 + 3 + 4 / 24, text);
    expect(shortestUnits(distance)).toBeCloseTo((365 + 59 + 3 + 4 / 24) * DAY);
    expect(longestUnits(distance)).toBeCloseTo((366 + 62 + 3 + 4 / 24) * DAY);
  });

  it('leave intervals without months, and integers, as they are', () => {
    for (const text of ['30 days', 'PT732H', 'P1DT10M', '04:05:06', '-3 days', 600])
      expect(shortestUnits(days(30, text))).toBe(longestUnits(days(30, text)));
  });
});

describe('unitsBefore', () => {
  const from = (day: string) => Date.parse(`${day}T12:00:00Z`);

  it('counts the months of the calendar, to the last day of a shorter one', () => {
    expect(unitsBefore(from('2026-03-15'), months(1))).toBe(28 * DAY);
    expect(unitsBefore(from('2026-03-31'), months(1))).toBe(31 * DAY);
    expect(unitsBefore(from('2026-08-31'), months(6))).toBe(184 * DAY);
    expect(unitsBefore(from('2024-02-29'), months(12))).toBe(366 * DAY);
    expect(unitsBefore(from('2026-01-15'), months(13))).toBe(396 * DAY);
  });

  it('adds what is beside them, and leaves other intervals as they are', () => {
    expect(unitsBefore(from('2026-03-15'), days(30.5, '1 mon 12:00:00'))).toBe(28.5 * DAY);
    expect(unitsBefore(from('2026-03-15'), days(30, '30 days'))).toBe(30 * DAY);
    expect(unitsBefore(from('2026-03-15'), { units: 600, text: 600 })).toBe(600);
  });
});

describe('isLonger', () => {
  it('compares plain intervals as they are', () => {
    expect(isLonger(days(31, '31 days'), days(30, '30 days'))).toBe('always');
    expect(isLonger(days(30, '30 days'), days(30, '720:00:00'))).toBe('never');
  });

  it('compares months with months', () => {
    expect(isLonger(days(30, '1 mon'), days(30, '1 month'))).toBe('never');
    expect(isLonger(days(60, 'P2M'), days(30, '0-1'))).toBe('always');
    expect(isLonger(days(31, '1 mon 1 day'), days(30, '1 mon'))).toBe('always');
    expect(isLonger(days(60, '2 mons'), days(61, '1 mon 31 days'))).toBe('never');
    expect(isLonger(days(60, '2 mons'), days(59, '1 mon 29 days'))).toBe('sometimes');
  });

  it('knows that a month has 28 to 31 days', () => {
    expect(isLonger(days(30, '1 mon'), days(30, '30 days'))).toBe('sometimes');
    expect(isLonger(days(30, '30 days'), days(30, '1 mon'))).toBe('sometimes');
    expect(isLonger(days(28, '28 days'), days(30, '1 mon'))).toBe('never');
    expect(isLonger(days(30, '1 mon'), days(31, '31 days'))).toBe('never');
    expect(isLonger(days(30, '1 mon'), days(27, '27 days'))).toBe('always');
  });

  it('knows that a year has a day more every fourth time', () => {
    expect(isLonger(days(365.25, '1 year'), days(365, '365 days'))).toBe('sometimes');
    expect(isLonger(days(365.25, '1 year'), days(366, '366 days'))).toBe('never');
  });

  it('does not take minutes for months', () => {
    expect(isLonger(days(30.5, 'PT732H'), days(30, '30 days'))).toBe('always');
    expect(isLonger(days(1, 'P1DT10M'), days(1, '1 day'))).toBe('never');
  });
});
