import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { statement } from '@/lib/rules/testing/statement-rows';
import { statementReading, statementsSince } from './statement-reading';

type Statement = Row<'statements'>;
const one = (queryId: string, calls: number, over: Partial<Statement> = {}) =>
  statement(`SELECT ${queryId}`, { queryId, calls, totalSeconds: calls / 10, rows: calls, ...over });
const rest = (calls: number, over: Partial<Statement> = {}) =>
  one('rest', calls, { isRemainder: true, queryId: null, query: null, statementCount: 40, ...over });
const since = (now: Statement[], then: Statement[]) =>
  statementsSince(now, statementReading(then))?.map(({ queryId, calls, isRemainder, statementCount }) =>
    isRemainder ? `rest ${statementCount}: ${calls}` : `${queryId}: ${calls}`,
  );

describe('what statements did since a reading', () => {
  it('is the difference of each, and of all others together', () => {
    const now = [one('1', 150), one('2', 20), rest(1_000)];
    const then = [one('1', 100), one('2', 20), rest(900)];
    expect(since(now, then)).toEqual(['1: 50', '2: 0', 'rest 40: 100']);
    expect(statementsSince(now, statementReading(then))?.[0]).toMatchObject({
      totalSeconds: 5,
      maxSeconds: null,
      query: 'SELECT 1',
    });
  });

  it('counts one that was not listed then with the rest, unless all were listed', () => {
    expect(since([one('1', 150), one('2', 20), rest(1_000)], [one('1', 100), rest(900)])).toEqual([
      '1: 50',
      'rest 41: 120',
    ]);
    expect(since([one('1', 150), one('2', 20)], [one('1', 100)])).toEqual(['1: 50', '2: 20']);
  });

  it('tells one that was pushed out and came back by when it began, or by its counters', () => {
    const later = { statsSince: '2026-02-01T10:00:00.000Z' };
    const earlier = { statsSince: '2026-02-01T09:00:00.000Z' };
    expect(since([one('1', 150, later), rest(1_000)], [one('1', 100, earlier), rest(900)])).toEqual([
      '1: 150',
    ]);
    // What it had counted is gone from the whole as well, so the rest is not known.
    expect(since([one('1', 30), one('2', 9), rest(900)], [one('1', 100), one('2', 4), rest(900)])).toEqual([
      '2: 5',
    ]);
  });

  it('keeps the same text of two roles apart', () => {
    const now = [one('1', 10, { roleName: 'a' }), one('1', 20, { roleName: 'b' })];
    expect(since(now, [one('1', 4, { roleName: 'b' }), one('1', 9, { roleName: 'a' })])).toEqual([
      '1: 1',
      '1: 16',
    ]);
  });

  it('is not known after a reset, nor of nothing', () => {
    const reset = { statsResetAt: '2026-02-01T10:00:00.000Z' };
    expect(since([one('1', 150, reset)], [one('1', 100)])).toBeUndefined();
    expect(since([], [one('1', 100)])).toBeUndefined();
  });
});
