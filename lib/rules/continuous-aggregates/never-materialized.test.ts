import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import type { Step } from '../rule';
import { context, daysAgo, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { job, refresh } from '../testing/job-rows';
import rule from './never-materialized';

const never = (over: Parameters<typeof aggregate>[0] = {}) =>
  aggregate({ watermarkUnits: null, isNeverMaterialized: true, ...over });
const check = (
  over: Partial<Parameters<typeof rule.check>[0]> = {},
  contextOver: Parameters<typeof context>[0] = {},
) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable(), aggregateHypertable()],
        chunks: dailyChunks(5),
        policies: [],
        continuousAggregates: [never()],
        jobs: null,
        ...over,
      },
      context(contextOver),
    ),
  );

describe('continuous-aggregates/never-materialized', () => {
  it('is quiet about an aggregate that holds something', () => {
    expect(check({ continuousAggregates: [aggregate()] })).toEqual([]);
  });

  it('finds an empty one and what its source holds', () => {
    const [finding, ...more] = check();
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      subject: ['public', 'metrics_hourly'],
      severity: 'warning',
      facts: { sourceChunks: 5, sourceBytes: 500_000_000, refreshPolicies: 0 },
      advice: {
        deletesData: false,
        precheck: { expect: '0 — it holds nothing that a refresh could delete' },
      },
    });
    expect(finding?.detail).toContain('answers no rows');
    expect(finding?.advice?.steps.map((step: Step) => step.sql)).toEqual([
      `CALL refresh_continuous_aggregate('"public"."metrics_hourly"', NULL, (now() - INTERVAL '1 hour')::timestamptz);`,
    ]);
  });

  it('is quiet while the source has nothing that fills a bucket', () => {
    expect(check({ chunks: [] })).toEqual([]);
    const at = (hours: number) => [
      chunk({ rangeStartUnits: daysAgo(hours / 24), rangeEndUnits: daysAgo(hours / 24 - 1) }),
    ];
    expect(check({ chunks: at(2) })).toEqual([]);
    expect(check({ chunks: at(2.1) })).toHaveLength(1);
  });

  it('is quiet about what refreshes have looked at and found no rows in, and less sure about the rest', () => {
    const looked = (from: number, until: number) =>
      check({
        continuousAggregates: [
          never({ refreshedFromUnits: daysAgo(from), refreshedUntilUnits: daysAgo(until) }),
        ],
      });
    expect(looked(5, 2 / 24)).toEqual([]);
    const [finding] = looked(3, 2 / 24);
    expect(finding).toMatchObject({ confidence: 'medium', facts: { sourceChunks: 2 } });
    expect(finding?.detail).toContain('have not looked at these chunks');
    expect(looked(5, 1)[0]?.facts.sourceChunks).toBe(1);
  });

  it('gives a new policy time for its first run', () => {
    const policies = [refresh()];
    expect(check({ policies, jobs: [job({ jobId: 1002, totalRuns: null, hasStatistics: false })] })).toEqual(
      [],
    );
    expect(check({ policies, jobs: [job({ jobId: 1002, totalRuns: 1, isRunning: true })] })).toEqual([]);
    const [finding] = check({ policies, jobs: [job({ jobId: 1002 })] });
    expect(finding?.detail).toContain('found nothing to refresh');
    expect(check({ policies: [refresh({ scheduled: false })] })).toHaveLength(1);
  });

  it('waits for the aggregate below it', () => {
    const onTop = never({ hypertableId: 3, name: 'daily', sourceHypertableId: 2, parentHypertableId: 2 });
    const hypertables = [hypertable(), aggregateHypertable(), aggregateHypertable({ hypertableId: 3 })];
    const subjects = check({ hypertables, continuousAggregates: [never(), onTop] }).map(
      ({ subject }: { subject: readonly string[] }) => subject,
    );
    expect(subjects).toEqual([['public', 'metrics_hourly']]);
  });

  it('says what a real-time aggregate costs instead', () => {
    expect(check({ continuousAggregates: [never({ isMaterializedOnly: false })] })[0]?.detail).toContain(
      'aggregates all of them',
    );
  });

  it('splits a long history, the first part without a start', () => {
    const [finding] = check({ chunks: dailyChunks(100) });
    const sql = finding?.advice?.steps.map((step: Step) => step.sql) ?? [];
    expect(sql).toHaveLength(10);
    expect(sql[0]).toContain(', NULL, ');
  });

  it('gives no SQL where the licence has no aggregates', () => {
    const apache = { server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) };
    expect(check({}, apache)[0]?.advice).toBeUndefined();
  });

  it('does not apply without aggregates, and does not run without chunks', () => {
    const nothing = { hypertables: [], chunks: [], policies: [], continuousAggregates: [], jobs: null };
    expect(rule.check(nothing, context())).toHaveProperty('notApplicable');
    const { outcome } = runRule(
      rule,
      snapshotOf({ hypertables: [], continuousAggregates: [never()] }),
      NOW_MS,
      {},
    );
    expect(outcome.status).toBe('not-run');
  });
});
