import { describe, expect, it } from 'vitest';
import { foldSmall, type WaterfallStep, waterfallBars } from './waterfall-bars';

const step = (kind: WaterfallStep['kind'], amount: number): WaterfallStep => ({
  id: `${kind}${amount}`,
  label: '',
  kind,
  amount,
});

describe('waterfallBars', () => {
  it('begins each change where the one before ended, and ends at the last whole', () => {
    const bars = waterfallBars([
      step('whole', 100),
      step('saved', -30),
      step('saved', -20),
      step('whole', 50),
    ]);
    expect(bars.map(({ span }) => span)).toEqual([
      [0, 100],
      [70, 100],
      [50, 70],
      [0, 50],
    ]);
  });

  it('draws a change for the worse upwards', () => {
    expect(waterfallBars([step('whole', 100), step('saved', 10)])[1]?.span).toEqual([100, 110]);
  });
});

describe('foldSmall', () => {
  const rest = (folded: readonly WaterfallStep[], amount: number) => ({
    ...step('saved', amount),
    label: `${folded.length} others`,
  });

  it('keeps the largest and sums the rest without losing a byte', () => {
    const folded = foldSmall(
      [-1, -50, -2, -40, -3].map((n) => step('saved', n)),
      3,
      rest,
    );
    expect(folded.map(({ amount }) => amount)).toEqual([-50, -40, -6]);
    expect(folded[2]?.label).toBe('3 others');
  });

  it('folds nothing when all have room', () => {
    expect(foldSmall([step('saved', -1), step('saved', -2)], 2, rest)).toHaveLength(2);
  });
});
