import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, daysAgo, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { job, refresh, retention } from '../testing/job-rows';
import rule from './refresh-unfinished';

const unfinished = (over: Parameters<typeof aggregate>[0] = {}) =>
  aggregate({
    unfinishedRanges: 1,
    unfinishedFromUnits: daysAgo(3),
    unfinishedUntilUnits: daysAgo(2),
    ...over,
  });
const check = (
  over: Partial<Parameters<typeof rule.check>[0]> = {},
  contextOver: Parameters<typeof context>[0] = {},
) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable(), aggregateHypertable()],
        continuousAggregates: [unfinished()],
        policies: [refresh()],
        jobs: [job({ jobId: 1002 })],
        chunks: dailyChunks(10),
        ...over,
      },
      context(contextOver),
    ),
  );

describe('continuous-aggregates/refresh-unfinished', () => {
  it('is quiet where nothing is left, and while a refresh runs', () => {
    expect(check({ continuousAggregates: [aggregate()] })).toEqual([]);
    expect(check({ continuousAggregates: [unfinished({ isBeingWritten: true })] })).toEqual([]);
    expect(check({ jobs: [job({ jobId: 1002, isRunning: true })] })).toEqual([]);
    expect(check({ jobs: [job({ jobId: 1003, isRunning: true })] })).toHaveLength(1);
  });

  it('refreshes the range and a bucket on either side', () => {
    const [finding] = check();
    expect(finding).toMatchObject({
      subject: ['public', 'metrics_hourly'],
      severity: 'warning',
      confidence: 'medium',
      facts: { unfinishedRanges: 1, spanSeconds: 86_400 },
    });
    expect(finding?.advice?.steps[0]).toMatchObject({
      sql: `CALL refresh_continuous_aggregate('"public"."metrics_hourly"', '2026-11-21T11:00:00.000Z'::timestamptz, '2026-11-22T13:00:00.000Z'::timestamptz);`,
      transaction: 'none',
      duration: { seconds: 2 },
    });
    expect(check({ jobs: null, chunks: null })[0]?.advice?.steps[0]).not.toHaveProperty('duration');
  });

  it('refreshes nothing whose source rows are gone', () => {
    const kept = (days: number) => check({ policies: [retention({ afterSeconds: days * 86_400 })] })[0];
    expect(kept(4)).toHaveProperty('advice');
    expect(kept(2)).not.toHaveProperty('advice');
    expect(kept(2)?.detail).toContain('cannot be computed again');
  });

  it('gives words where the version takes up no such range any more', () => {
    const on = (version: Parameters<typeof timescale>[0]) =>
      check({}, { server: server({ timescale: timescale(version) }) })[0];
    expect(on('2.26.2')).toHaveProperty('advice');
    expect(on('2.26.3')).not.toHaveProperty('advice');
    expect(on('2.26.3')?.detail).toContain('force => true');
  });

  it('does not apply without aggregates, and does not run when they were not read', () => {
    const nothing = { hypertables: [], continuousAggregates: [], policies: [], jobs: null, chunks: null };
    expect(rule.check(nothing, context())).toHaveProperty('notApplicable');
    expect(runRule(rule, snapshotOf({ hypertables: [], policies: [] }), NOW_MS, {}).outcome.status).toBe(
      'not-run',
    );
  });
});
