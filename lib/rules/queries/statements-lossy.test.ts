import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, server, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settings } from '../testing/setting-rows';
import { statement, statementTracking } from '../testing/statement-rows';
import { type ReadTrends, type SubjectTrend, trendsOf } from '../trends';
import rule from './statements-lossy';

/** So many clearings an hour. */
const clearings = (perHour: number): SubjectTrend[] => [
  trend('statementClearingsPerSecond', perHour / 3_600),
];
const check = (
  trends: ReadTrends,
  over: Partial<Row<'statementTracking'>> = {},
  all: Row<'settings'>[] | null = settings({ 'pg_stat_statements.max': 5_000 }),
  major = 17,
) =>
  rule.check(
    {
      statements: [statement('SELECT 1')],
      statementTracking: [statementTracking({ deallocations: 40, ...over })],
      settings: all,
    },
    context({ trends: trendsOf(trends), server: server({ major }) }),
  );
const found = (...args: Parameters<typeof check>) => expectFindings(check(...args));

describe('queries/statements-lossy', () => {
  it('is quiet where nothing was ever thrown away, without watching for it', () => {
    expect(found([], { deallocations: 0 })).toEqual([]);
  });

  it('finds more than one per cent an hour, each clearing being a twentieth', () => {
    const [finding] = found(clearings(2));
    expect(finding).toMatchObject({
      subject: ['pg_stat_statements.max'],
      severity: 'notice',
      facts: { lostPerHour: 500, mostEntries: 5_000, entries: 4_900, windowSeconds: 3_590 },
    });
    expect(finding?.detail).toContain('10% of the 5,000');
    expect(finding?.advice?.steps[0]?.sql).toBe(`ALTER SYSTEM SET "pg_stat_statements"."max" = 10000;`);
    expect(finding?.advice?.note).toContain('restart');
  });

  it.each([
    [0.2, 0],
    [0.201, 1],
    [0, 0],
  ])('%d clearings an hour: %d findings', (perHour, findings) => {
    expect(found(clearings(perHour))).toHaveLength(findings);
  });

  it('knows that ten are thrown away at least', () => {
    // Of a hundred, 0.1 clearings an hour are one entry.
    expect(found(clearings(0.11), { mostEntries: 100 })).toHaveLength(1);
    expect(found(clearings(0.09), { mostEntries: 100 })).toEqual([]);
  });

  it('gives no advice beyond what is sensible, nor without the setting', () => {
    expect(found(clearings(2), { mostEntries: 50_000 })[0]).not.toHaveProperty('advice');
    expect(found(clearings(2), {}, null)[0]).not.toHaveProperty('advice');
  });

  it('waits where it was cleared once and the last hour is not known', () => {
    expect(check([])).toMatchObject({ isWaiting: true });
    expect(check([], { deallocations: null })).toMatchObject({ notRun: expect.stringContaining('UPDATE') });
    expect(check([], { deallocations: null }, null, 13)).toHaveProperty('notApplicable');
    expect(check([], { mostEntries: null })).toHaveProperty('notRun');
    expect(check({ unavailable: 'History is away' })).toEqual({ notRun: 'History is away' });
  });
});
