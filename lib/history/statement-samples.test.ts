import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { NOW_MS } from '@/lib/rules/testing/context';
import { statement } from '@/lib/rules/testing/statement-rows';
import type { Readings } from './rates';
import { statementSamples } from './statement-samples';

type Statement = Row<'statements'>;
const one = (calls: number, over: Partial<Statement> = {}) =>
  statement('SELECT 1', {
    calls,
    totalSeconds: calls * 0.02,
    rows: 3 * calls,
    sharedBlocksHit: 5 * calls,
    sharedBlocksRead: calls,
    ...over,
  });
const watching = () => {
  const readings: Readings = new Map();
  return (atSeconds: number, ...statements: Statement[]) =>
    Object.fromEntries(
      statementSamples(statements, NOW_MS + atSeconds * 1_000, readings).map(({ metric, subject, value }) => [
        `${subject} ${metric}`,
        value,
      ]),
    );
};

describe('samples of statements', () => {
  it('tell what a text did in five minutes, over all roles, and nothing in between', () => {
    const look = watching();
    const both = (calls: number) => [one(calls), one(2 * calls, { roleName: 'other' })];
    expect(look(0, ...both(100))).toEqual({
      '1 statementCallsPerSecond': null,
      '1 statementSecondsPerCall': null,
      '1 statementRowsPerSecond': null,
      '1 statementBlocksPerSecond': null,
    });
    expect(look(60, ...both(150))).toEqual({});
    const seen = look(300, ...both(200));
    expect(seen).toMatchObject({
      '1 statementCallsPerSecond': 1,
      '1 statementRowsPerSecond': 3,
      '1 statementBlocksPerSecond': 6,
    });
    expect(seen['1 statementSecondsPerCall']).toBeCloseTo(0.02, 9);
    // It did not run: no calls, and no time of a call.
    expect(look(600, ...both(200))).toMatchObject({
      '1 statementCallsPerSecond': 0,
      '1 statementSecondsPerCall': null,
    });
  });

  it.each([
    ['was pushed out and came back with less', [one(100)], [one(40)]],
    [
      'was made anew and has more already',
      [one(100, { statsSince: '2026-01-01T00:00:00.000Z' })],
      [one(400, { statsSince: '2026-01-01T00:01:00.000Z' })],
    ],
    [
      'was reset',
      [one(100, { statsResetAt: '2026-01-01T00:00:00.000Z' })],
      [one(400, { statsResetAt: '2026-01-01T00:01:00.000Z' })],
    ],
    [
      'has a role less that is listed',
      [one(100), one(9_000, { roleName: 'b' })],
      [one(9_500, { roleName: 'b' })],
    ],
  ])('have a gap where an entry %s', (_, before, after) => {
    const look = watching();
    look(0, ...before);
    expect(look(300, ...after)['1 statementCallsPerSecond']).toBeNull();
  });

  it('have a gap over an outage', () => {
    const look = watching();
    look(0, one(100));
    expect(look(3_600, one(200))['1 statementCallsPerSecond']).toBeNull();
  });

  it('are of the thirty texts that took the most time, and of no sum', () => {
    const look = watching();
    const many = Array.from({ length: 40 }, (_, at) => one(at, { queryId: `${at}` }));
    const sum = one(100_000, { queryId: null, isRemainder: true });
    const subjects = new Set(Object.keys(look(0, ...many, sum)).map((name) => name.split(' ')[0]));
    expect([...subjects].sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 30 }, (_, at) => `${at + 10}`),
    );
  });
});
