import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, DAY_UNITS, daysAgo, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { refresh, retention } from '../testing/job-rows';
import rule from './policy-missing';

const check = (
  over: Partial<Parameters<typeof rule.check>[0]> = {},
  contextOver: Parameters<typeof context>[0] = {},
) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable(), aggregateHypertable()],
        chunks: dailyChunks(30),
        policies: [],
        continuousAggregates: [aggregate()],
        ...over,
      },
      context(contextOver),
    ),
  );
const fills = (...args: Parameters<typeof check>) =>
  check(...args)[0]
    ?.advice?.steps.slice(0, -1)
    .map(({ sql }) => sql);

describe('continuous-aggregates/policy-missing', () => {
  it('is quiet where a policy exists, even a paused one', () => {
    expect(check({ policies: [refresh({ scheduled: false })] })).toEqual([]);
  });

  it('warns about an aggregate that nobody refreshes', () => {
    const [finding] = check({ continuousAggregates: [aggregate({ watermarkUnits: daysAgo(5) })] });
    expect(finding).toMatchObject({
      subject: ['public', 'metrics_hourly'],
      severity: 'warning',
      confidence: 'high',
      facts: { lagSeconds: 5 * 86_400, bucketSeconds: 3_600, sourcePendingRanges: 0 },
    });
    expect(finding?.advice?.steps.at(-1)?.sql).toBe(
      `SELECT add_continuous_aggregate_policy('"public"."metrics_hourly"', start_offset => INTERVAL '3 days', end_offset => INTERVAL '1 hour', schedule_interval => INTERVAL '1 hour', if_not_exists => true);`,
    );
  });

  it('is a notice while something else keeps it fresh: two buckets and a day', () => {
    const at = (hours: number) =>
      check({ continuousAggregates: [aggregate({ watermarkUnits: daysAgo(hours / 24) })] });
    expect(at(26)[0]).toMatchObject({ severity: 'notice', confidence: 'medium' });
    expect(at(27)[0]).toMatchObject({ severity: 'warning', confidence: 'high' });
  });

  it('does not know the lag of one that was never refreshed', () => {
    const never = aggregate({ watermarkUnits: null, isNeverMaterialized: true });
    const [finding] = check({ continuousAggregates: [never] });
    expect(finding?.facts.lagSeconds).toBeNull();
    expect(finding?.detail).toContain('never refreshed');
  });

  it('refreshes what the policy would pass over before it adds it', () => {
    const of = (over: Parameters<typeof aggregate>[0]) => fills({ continuousAggregates: [aggregate(over)] });
    const [first, ...others] = of({ watermarkUnits: null, isNeverMaterialized: true }) ?? [];
    expect(first).toMatch(/^CALL refresh_continuous_aggregate\('"public"."metrics_hourly"', NULL, '/);
    expect(others.at(-1)).toContain(`(now() - INTERVAL '1 hour')::timestamptz);`);
    // From a bucket before the first chunk that its source still has, or before the chunk where refreshes stopped.
    const from = (sql: string | undefined) => /', '(.*?)'::timestamptz/.exec(sql ?? '')?.[1];
    const at = (days: number, hours = 0) => new Date(NOW_MS - (days * 24 + hours) * 3_600_000).toISOString();
    expect(from(of({ refreshedFromUnits: daysAgo(4) })?.[0])).toBe(at(30, 1));
    expect(from(of({ watermarkUnits: daysAgo(5.5) })?.[0])).toBe(at(6, 1));
    expect(of({ watermarkUnits: daysAgo(3) })).toEqual([]);
    expect(of({ watermarkUnits: daysAgo(3.1) })).toHaveLength(1);
    const short = retention({
      hypertableId: 2,
      afterSeconds: 10 * 86_400,
      config: { drop_after: '10 days' },
    });
    const own = fills({
      policies: [short],
      continuousAggregates: [aggregate({ refreshedFromUnits: daysAgo(4) })],
    });
    expect(from(own?.[0])).toBe(at(10, 1));
  });

  it('says so where the aggregate below holds nothing that could be refreshed', () => {
    const below = aggregate({ watermarkUnits: null, isNeverMaterialized: true });
    const daily = aggregate({ ...below, hypertableId: 3, name: 'metrics_daily', sourceHypertableId: 2 });
    const [, finding] = check({
      hypertables: [hypertable(), aggregateHypertable(), aggregateHypertable({ hypertableId: 3 })],
      continuousAggregates: [below, daily],
    });
    expect(finding?.advice?.steps).toHaveLength(1);
    expect(finding?.advice?.note).toContain('materialise that first');
  });

  it('leaves a finished source in peace, once it is materialised to its end', () => {
    const chunks = dailyChunks(30).map((row) => ({
      ...row,
      rangeStartUnits: (row.rangeStartUnits ?? 0) - 31 * DAY_UNITS,
      rangeEndUnits: (row.rangeEndUnits ?? 0) - 31 * DAY_UNITS,
    }));
    const at = (days: number) =>
      check({ chunks, continuousAggregates: [aggregate({ watermarkUnits: daysAgo(days) })] });
    expect(at(31.5)).toEqual([]);
    expect(at(33)).toHaveLength(1);
  });

  it('measures an aggregate on an aggregate against that, not against now', () => {
    const hourly = aggregate({ watermarkUnits: daysAgo(10) });
    const daily = aggregate({
      hypertableId: 3,
      name: 'metrics_daily',
      sourceHypertableId: 2,
      parentHypertableId: 2,
      bucketSeconds: 86_400,
      watermarkUnits: daysAgo(11),
    });
    const [finding] = check({
      hypertables: [hypertable(), aggregateHypertable(), aggregateHypertable({ hypertableId: 3 })],
      continuousAggregates: [hourly, daily],
      policies: [refresh()],
    });
    expect(finding).toMatchObject({ subject: ['public', 'metrics_daily'], severity: 'notice' });
    expect(finding?.facts.lagSeconds).toBe(86_400);
  });

  it('gives no SQL where the source keeps less than two buckets, or the licence has no policies', () => {
    expect(check({ policies: [retention({ afterSeconds: 7_200 })] })[0]?.advice).toBeUndefined();
    const apache = { server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) };
    expect(check({}, apache)[0]?.advice).toBeUndefined();
  });

  it('gives SQL for integer time only where the root has its "now" function', () => {
    const integer = {
      isIntegerTime: true,
      timeColumnType: 'bigint',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 1_000,
    };
    const artifacts = (integerNowFunction: string | null) => ({
      hypertables: [hypertable({ ...integer, integerNowFunction }), aggregateHypertable(integer)],
      continuousAggregates: [
        aggregate({ bucketSeconds: null, bucketUnits: 100, bucketWidth: '100', watermarkUnits: 5_000 }),
      ],
      chunks: [],
    });
    expect(check(artifacts(null))[0]?.advice).toBeUndefined();
    expect(check(artifacts('public.now_ticks'))[0]?.advice?.steps.at(-1)?.sql).toContain(
      `start_offset => 1200::bigint, end_offset => 100::bigint`,
    );
  });

  it('does not apply without aggregates, and does not run without policies', () => {
    expect(
      rule.check({ hypertables: [], chunks: [], policies: [], continuousAggregates: [] }, context()),
    ).toHaveProperty('notApplicable');
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [], chunks: [] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
  });
});
