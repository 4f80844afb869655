import { describe, expect, it } from 'vitest';
import { integerTicks, timeTicks } from './ticks';

const at = (iso: string) => Date.parse(iso) * 1_000;

describe('timeTicks', () => {
  it('marks months and names the new year', () => {
    const ticks = timeTicks({ from: at('2025-11-10T00:00Z'), to: at('2026-03-10T00:00Z') }, 6);
    expect(ticks.map(({ label }) => label)).toEqual(['Dec', '2026', 'Feb', 'Mar']);
    expect(ticks[1]?.isMajor).toBe(true);
  });

  it('marks hours and names the new day', () => {
    const ticks = timeTicks({ from: at('2026-05-01T20:00Z'), to: at('2026-05-02T08:00Z') }, 5);
    expect(ticks.map(({ label }) => label)).toEqual(['21:00', '2 May', '03:00', '06:00']);
  });

  it('begins weeks on Mondays', () => {
    const ticks = timeTicks({ from: at('2026-11-01T00:00Z'), to: at('2026-11-30T00:00Z') }, 5);
    expect(ticks.map(({ units }) => new Date(units / 1_000).getUTCDay())).toEqual([1, 1, 1, 1, 1]);
  });

  it('never makes more than asked, from seconds to centuries', () => {
    for (const span of [1e6, 1e9, 1e12, 1e14, 3e15, 9e15]) {
      const ticks = timeTicks({ from: 0, to: span }, 8);
      expect(ticks.length).toBeLessThanOrEqual(10);
      expect(ticks.length).toBeGreaterThan(0);
    }
  });
});

describe('integerTicks', () => {
  it('stands at round numbers', () => {
    expect(integerTicks({ from: 3, to: 97 }, 5).map(({ label }) => label)).toEqual(['20', '40', '60', '80']);
    expect(integerTicks({ from: 0, to: 4e6 }, 5).map(({ label }) => label)).toEqual([
      '0',
      '1M',
      '2M',
      '3M',
      '4M',
    ]);
  });
});
