import { describe, expect, it } from 'vitest';
import type { WaterfallItem } from '@/lib/api/compression';
import { waterfallSteps } from './waterfall-steps';

const item = (kind: WaterfallItem['kind'], amount: number, i = 0): WaterfallItem => ({
  id: `${kind}${i}`,
  label: `t${i}`,
  kind,
  amount,
  low: null,
  high: null,
  detail: '',
  hypertable: null,
  findings: [],
});

describe('waterfallSteps', () => {
  it('keeps wholes where they are and what is possible apart from what is saved', () => {
    const steps = waterfallSteps([
      item('whole', 100),
      item('saved', -10, 1),
      item('saved', -50, 2),
      item('whole', 40),
      item('possible', -5, 3),
    ]);
    expect(steps.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
      'whole 100',
      'saved -50',
      'saved -10',
      'whole 40',
      'possible -5',
    ]);
  });

  it('folds the many small ones without losing a byte', () => {
    const savings = Array.from({ length: 12 }, (_, i) => item('saved', -(i + 1), i));
    const steps = waterfallSteps([item('whole', 100), ...savings, item('whole', 22)]);
    expect(steps).toHaveLength(2 + 8);
    const saved = steps.filter(({ kind }) => kind === 'saved');
    expect(saved.reduce((sum, { amount }) => sum + amount, 0)).toBe(-78);
    expect(saved.at(-1)?.label).toBe('5 others');
  });
});
