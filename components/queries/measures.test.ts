import { describe, expect, it } from 'vitest';
import type { Statement } from '@/lib/api/queries';
import { statement } from '@/lib/rules/testing/statement-rows';
import { MEASURES, type MeasureId, shareOf, wholeOf } from './measures';

const one: Statement = statement('SELECT 1', {
  calls: 4,
  totalSeconds: 8,
  planSeconds: 2,
  rows: 10,
  sharedBlocksRead: 3,
  sharedBlocksWritten: 1,
  temporaryBlocksWritten: 2,
  walBytes: 100,
});
const idle: Statement = { ...one, calls: 0, totalSeconds: 0, planSeconds: 0, rows: 0 };

describe('measures of a statement', () => {
  it.each([
    ['time', 8],
    ['mean', 2],
    ['calls', 4],
    ['io', 32_768],
    ['wal', 100],
    ['temp', 16_384],
    ['planning', 0.2],
    ['rows', 2.5],
  ] as const)('%s', (id, value) => {
    expect(MEASURES[id].of(one, 8_192)).toBe(value);
  });

  it.each(['mean', 'planning', 'rows'] as const)('%s is not known of what did not run', (id) => {
    expect(MEASURES[id].of(idle, 8_192)).toBeNull();
  });

  it('have a share of the whole, means that of time', () => {
    const share = (id: MeasureId, all: readonly Statement[]) =>
      shareOf(MEASURES[id], one, wholeOf(MEASURES[id], all, 8_192), 8_192);
    const all = [one, { ...one, calls: 12, totalSeconds: 24 }, idle];
    expect(share('calls', all)).toBe(0.25);
    expect(share('mean', all)).toBe(0.25);
    expect(share('time', [idle])).toBeNull();
  });
});
