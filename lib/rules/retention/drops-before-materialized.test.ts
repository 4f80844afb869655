import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, daysAgo, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { refresh, retention } from '../testing/job-rows';
import rule from './drops-before-materialized';

const DAY_SECONDS = 86_400;
type Artifacts = Parameters<typeof rule.check>[0];
const check = (over: Partial<Artifacts> = {}) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable(), aggregateHypertable()],
        chunks: dailyChunks(90),
        policies: [retention(), refresh()],
        continuousAggregates: [aggregate()],
        ...over,
      },
      context(),
    ),
  );
const until = (days: number, over = {}) => ({
  continuousAggregates: [aggregate({ watermarkUnits: daysAgo(days), ...over })],
});

describe('retention/drops-before-materialized', () => {
  it('is quiet while refreshes are ahead of retention by three days', () => {
    expect(check()).toEqual([]);
    expect(check(until(86))).toEqual([]);
  });

  it('warns three days before, and is critical a day before', () => {
    // Chunks end at whole days before now: the one of 87 days ago goes in three days.
    expect(check(until(88))).toMatchObject([
      {
        subject: ['public', 'metrics_hourly'],
        severity: 'warning',
        confidence: 'high',
        facts: { chunksAtRisk: 1, bytesAtRisk: 100_000_000, untilDropSeconds: 3 * DAY_SECONDS },
      },
    ]);
    expect(check(until(90))[0]).toMatchObject({
      severity: 'critical',
      facts: { untilDropSeconds: DAY_SECONDS },
    });
    expect(check({ ...until(95), chunks: dailyChunks(92) })[0]?.detail).toContain('with its next run');
  });

  it('does not take for late what the policy reads in time, but what it reads after the drop', () => {
    const late = (days: number) =>
      refresh({
        endOffsetSeconds: days * DAY_SECONDS,
        config: { start_offset: null, end_offset: `${days} days` },
      });
    const policies = (days: number) => [retention(), late(days)];
    // The chunk of 87 days ago: read after 88 days, a bucket and two hours.
    expect(check({ ...until(88), policies: policies(88) })).toEqual([]);
    expect(check({ ...until(88), policies: policies(86) })).toHaveLength(1);
    expect(check({ ...until(88), policies: policies(90) })).toHaveLength(1);
  });

  it('refreshes from where refreshes have got to', () => {
    const { advice } = check(until(90))[0] ?? {};
    expect(advice?.steps[0]?.sql).toContain(`'2026-08-26T12:00:00.000Z'::timestamptz, `);
    expect(advice?.note).toContain('alter_job(1001, scheduled => false)');
  });

  it('counts half of a short age as soon, and works by creation', () => {
    const short = retention({ afterSeconds: 2 * DAY_SECONDS });
    expect(check({ ...until(1), policies: [short] })).toEqual([]);
    expect(check({ ...until(1.1), policies: [short] })).toHaveLength(1);
    const byCreation = retention({ afterSeconds: 90 * DAY_SECONDS, byCreation: true });
    const made = dailyChunks(90).map((one) => ({
      ...one,
      createdAt: new Date((one.rangeStartUnits ?? 0) / 1_000).toISOString(),
    }));
    expect(check({ ...until(89), policies: [byCreation], chunks: made })[0]?.confidence).toBe('medium');
  });

  it('leaves alone what never was materialised, paused retention and other hypertables', () => {
    expect(check(until(90, { watermarkUnits: null, isNeverMaterialized: true }))).toEqual([]);
    expect(
      check({
        ...until(90),
        policies: [retention(), retention({ scheduled: false })]
          .slice(1)
          .concat(retention({ hypertableId: 2 })),
      }),
    ).toEqual([]);
  });

  it('works in the units of integer time', () => {
    const units = {
      isIntegerTime: true,
      timeColumnType: 'bigint',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 100,
    };
    const chunks = dailyChunks(20).map((one, at) => ({
      ...one,
      rangeStartUnits: at * 100,
      rangeEndUnits: (at + 1) * 100,
    }));
    const rows = {
      hypertables: [hypertable(units), aggregateHypertable(units)],
      chunks,
      policies: [retention({ afterSeconds: null, afterUnits: 1_500 })],
    };
    const integer = (watermarkUnits: number) => ({
      continuousAggregates: [
        aggregate({ watermarkUnits, bucketSeconds: null, bucketUnits: 10, bucketWidth: '10' }),
      ],
    });
    expect(check({ ...rows, ...integer(1_150) })).toEqual([]);
    expect(check({ ...rows, ...integer(1_000) })[0]).toMatchObject({
      severity: 'warning',
      facts: { chunksAtRisk: 1, untilDropUnits: 700 },
    });
  });

  it('does not apply without aggregates or retention, and does not run without chunks', () => {
    const rows = { hypertables: [], chunks: [], policies: [], continuousAggregates: [] };
    expect(rule.check(rows, context())).toHaveProperty('notApplicable');
    expect(rule.check({ ...rows, continuousAggregates: [aggregate()] }, context())).toHaveProperty(
      'notApplicable',
    );
    const snapshot = snapshotOf({ hypertables: [], policies: [], continuousAggregates: [] });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
