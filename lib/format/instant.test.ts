import { describe, expect, it } from 'vitest';
import { clock, day, instant, instantShort, relative, zoneName } from './instant';

const AT = '2026-11-24T14:03:20Z';

describe('instant', () => {
  it('is written in the zone asked for, and names it', () => {
    expect(instant(AT, 'UTC')).toBe('24 Nov 2026, 14:03:20 UTC');
    expect(instant(AT, 'Europe/Berlin')).toMatch(/^24 Nov 2026, 15:03:20 (CET|GMT\+1)$/);
    expect(zoneName('UTC')).toBe('UTC');
  });

  it('has shorter forms', () => {
    expect(instantShort(AT, 'UTC')).toBe('24 Nov, 14:03');
    expect(clock('2026-11-24T00:00:05Z', 'UTC')).toBe('00:00:05');
    expect(day(AT, 'UTC')).toBe('24 Nov 2026');
  });

  it('keeps what is not known, or not a time, unknown', () => {
    for (const form of [instant, instantShort, clock, day]) {
      expect(form(null)).toBe('–');
      expect(form('yesterday')).toBe('–');
    }
    expect(relative(null, 0)).toBe('–');
  });

  it.each([
    [0, 'just now'],
    [12, '12 s ago'],
    [119, '1 min ago'],
    [7300, '2 h ago'],
    [200_000, '2 d ago'],
    [-300, 'in 5 min'],
  ])('%s seconds later says %s', (seconds, text) => {
    expect(relative(AT, Date.parse(AT) + seconds * 1000)).toBe(text.replace(/(\d) /, '$1\u00a0'));
  });
});
