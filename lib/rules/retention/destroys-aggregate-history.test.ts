import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, daysAgo, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, chunk, hypertable } from '../testing/hypertable-rows';
import { refresh, retention } from '../testing/job-rows';
import rule from './destroys-aggregate-history';

const DAY_SECONDS = 86_400;
const startDays = (days: number | null, over = {}) =>
  refresh({
    startOffsetSeconds: days === null ? null : days * DAY_SECONDS,
    config: {
      mat_hypertable_id: 2,
      start_offset: days === null ? null : `${days} days`,
      end_offset: '01:00:00',
    },
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
        policies: [retention(), refresh()],
        continuousAggregates: [aggregate()],
        chunks: null,
        ...over,
      },
      context(contextOver),
    ),
  );

describe('retention/destroys-aggregate-history', () => {
  it('is quiet while the refresh stays inside of what the source keeps', () => {
    expect(check()).toEqual([]);
  });

  it('is quiet at the threshold and speaks one second past it', () => {
    expect(check({ policies: [retention(), startDays(90)] })).toEqual([]);
    const past = refresh({
      startOffsetSeconds: 90 * DAY_SECONDS + 1,
      config: { start_offset: '90 days 00:00:01' },
    });
    expect(check({ policies: [retention(), past] })).toHaveLength(1);
  });

  it('does not hold the age of chunks against the values of an integer column', () => {
    const integer = { isIntegerTime: true, chunkIntervalSeconds: null, chunkIntervalUnits: 1_000 };
    const hypertables = [hypertable(integer), aggregateHypertable(integer)];
    const units = (over: Parameters<typeof refresh>[0] = {}) =>
      refresh({ startOffsetSeconds: null, startOffsetUnits: 10_000_000_000_000, ...over });
    const byValue = retention({ afterSeconds: null, afterUnits: 1_000 });
    expect(check({ hypertables, policies: [byValue, units()] })).toHaveLength(1);
    const byCreation = retention({ byCreation: true });
    expect(check({ hypertables, policies: [byCreation, units()] })).toEqual([]);
  });

  it('finds a refresh without a start, and the history in its reach', () => {
    const chunks = [200, 100, 80].map((days, at) =>
      chunk({
        chunkId: at + 1,
        hypertableId: 2,
        rangeStartUnits: daysAgo(days),
        rangeEndUnits: daysAgo(days - 10),
      }),
    );
    const [finding] = check({ policies: [retention(), startDays(null)], chunks });
    expect(finding).toMatchObject({
      subject: ['public', 'metrics_hourly'],
      severity: 'critical',
      confidence: 'high',
      facts: {
        startOffsetSeconds: null,
        dropAfterSeconds: 90 * DAY_SECONDS,
        historyBytes: 200_000_000,
        refreshJobId: 1002,
        retentionJobId: 1001,
      },
      impact: { bytesAtRisk: 200_000_000 },
    });
    expect(finding?.advice?.precheck?.expect).toMatch(/^open-ended — /);
  });

  it('moves the start one bucket inside, and keeps the present configuration for the undo', () => {
    const [finding] = check({ policies: [retention(), startDays(180)] });
    expect(finding?.advice?.steps[0]?.sql).toContain(`'{start_offset}', '"2159 hours"'`);
    expect(finding?.advice?.undo).toMatchObject([
      {
        sql: `SELECT alter_job(1002, config => '{"mat_hypertable_id":2,"start_offset":"180 days","end_offset":"01:00:00"}'::jsonb);`,
      },
    ]);
  });

  it('looks at every policy of an aggregate and reports it once', () => {
    const [finding, ...more] = check({
      policies: [
        retention(),
        refresh(),
        startDays(100, { jobId: 1003 }),
        startDays(null, { jobId: 1004, endOffsetSeconds: 8 * DAY_SECONDS }),
      ],
    });
    expect(more).toEqual([]);
    expect(finding?.facts.refreshJobId).toBe(1004);
    expect(finding?.advice?.steps).toHaveLength(2);
  });

  it('gives no SQL when what is kept is too short for two buckets', () => {
    const short = retention({ afterSeconds: 3 * 3_600, config: { drop_after: '03:00:00' } });
    const [finding] = check({ policies: [short, startDays(7)] });
    expect(finding?.advice).toBeUndefined();
    expect(finding?.detail).toContain('lengthen the retention first');
  });

  it('is quiet while retention is paused, and a warning while the refresh is', () => {
    expect(check({ policies: [retention({ scheduled: false }), startDays(null)] })).toEqual([]);
    const [finding] = check({ policies: [retention(), startDays(null, { scheduled: false })] });
    expect(finding?.severity).toBe('warning');
  });

  it('is quiet when the aggregate itself is kept no longer than its source', () => {
    const own = retention({ jobId: 1005, hypertableId: 2 });
    expect(check({ policies: [retention(), own, startDays(null)] })).toEqual([]);
    const longer = retention({ jobId: 1005, hypertableId: 2, afterSeconds: 91 * DAY_SECONDS });
    expect(check({ policies: [retention(), longer, startDays(null)] })).toHaveLength(1);
  });

  it('judges an aggregate on an aggregate by the retention of that aggregate, not of the raw table', () => {
    const daily = aggregate({
      hypertableId: 3,
      name: 'metrics_daily',
      sourceHypertableId: 2,
      parentHypertableId: 2,
    });
    const hypertables = [
      hypertable(),
      aggregateHypertable(),
      aggregateHypertable({ hypertableId: 3, name: 'metrics_daily' }),
    ];
    const policies = [retention(), refresh(), startDays(null, { hypertableId: 3, jobId: 1006 })];
    expect(check({ hypertables, continuousAggregates: [aggregate(), daily], policies })).toEqual([]);
    const subjects = check({
      hypertables,
      continuousAggregates: [aggregate(), daily],
      policies: [...policies, retention({ jobId: 1007, hypertableId: 2 })],
    }).map(({ subject }) => subject);
    expect(subjects).toEqual([['public', 'metrics_daily']]);
  });

  it('knows that a month is sometimes longer than 30 days', () => {
    const monthly = refresh({ startOffsetSeconds: 30 * DAY_SECONDS, config: { start_offset: '1 mon' } });
    const kept = (text: string, days: number) =>
      retention({ afterSeconds: days * DAY_SECONDS, config: { drop_after: text } });
    expect(check({ policies: [kept('1 mon', 30), monthly] })).toEqual([]);
    expect(check({ policies: [kept('30 days', 30), monthly] })[0]).toMatchObject({
      severity: 'warning',
      confidence: 'medium',
    });
  });

  it('stays inside of what the source keeps in February', () => {
    const month = retention({ afterSeconds: 30 * DAY_SECONDS, config: { drop_after: '1 mon' } });
    const [finding] = check({ policies: [month, startDays(60)] });
    expect(finding?.advice?.verify.expect).toBe('671 hours');
    expect(finding?.facts.dropAfterSeconds).toBe(30 * DAY_SECONDS);
  });

  it('holds the interval of chunks against an age that counts from when they were made', () => {
    const byCreation = retention({
      afterSeconds: 7 * DAY_SECONDS,
      byCreation: true,
      config: { drop_created_before: '7 days' },
    });
    expect(check({ policies: [byCreation, startDays(6)] })).toEqual([]);
    const [finding] = check({ policies: [byCreation, startDays(7)] });
    expect(finding?.confidence).toBe('medium');
    expect(finding?.advice?.verify.expect).toBe('143 hours');
  });

  it('works in the units of integer time', () => {
    const integer = {
      isIntegerTime: true,
      timeColumnType: 'bigint',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 1_000,
    };
    const [finding] = check({
      hypertables: [hypertable(integer), aggregateHypertable(integer)],
      continuousAggregates: [aggregate({ bucketSeconds: null, bucketUnits: 100, bucketWidth: '100' })],
      policies: [
        retention({ afterSeconds: null, afterUnits: 5_000, config: { drop_after: 5_000 } }),
        refresh({
          startOffsetSeconds: null,
          startOffsetUnits: 8_000,
          endOffsetSeconds: null,
          endOffsetUnits: 100,
          config: { start_offset: 8_000, end_offset: 100 },
        }),
      ],
    });
    expect(finding?.facts).toMatchObject({ startOffsetUnits: 8_000, dropAfterUnits: 5_000 });
    expect(finding?.advice?.steps[0]?.sql).toContain(`'{start_offset}', '4900'`);
    expect(finding?.advice?.verify.expect).toBe('4900');
  });

  it('gives no SQL where the licence has no policies', () => {
    const apache = { server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) };
    expect(check({ policies: [retention(), startDays(null)] }, apache)[0]?.advice).toBeUndefined();
  });

  it('does not apply without aggregates, and does not run without policies', () => {
    const none = { hypertables: [], policies: [], continuousAggregates: [], chunks: null };
    expect(rule.check(none, context())).toHaveProperty('notApplicable');
    const { outcome } = runRule(
      rule,
      snapshotOf({ hypertables: [], continuousAggregates: [aggregate()] }),
      NOW_MS,
      {},
    );
    expect(outcome.status).toBe('not-run');
  });
});
