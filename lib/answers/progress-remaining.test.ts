import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { remainingSeconds } from './progress-remaining';

const vacuum = (over: Partial<Row<'progress'>> = {}): Row<'progress'> => ({
  pid: 1,
  command: 'VACUUM',
  databaseName: 'app',
  relation: 'public.orders',
  phase: 'scanning heap',
  done: 25,
  total: 100,
  unit: 'blocks',
  elapsedSeconds: 10,
  ...over,
});

describe('the time that a phase still takes', () => {
  it('is what it took so far for each part that is left', () => {
    expect(remainingSeconds(vacuum())).toBe(30);
    expect(remainingSeconds(vacuum({ done: 100 }))).toBe(0);
  });

  it.each([
    ['of a phase that began later', { phase: 'vacuuming indexes' }],
    ['where nothing is counted', { total: null }],
    ['in its first seconds', { elapsedSeconds: 4.9 }],
    ['in its first hundredths', { done: 1.9 }],
  ])('is not known %s', (_, over) => {
    expect(remainingSeconds(vacuum(over))).toBeNull();
  });
});
