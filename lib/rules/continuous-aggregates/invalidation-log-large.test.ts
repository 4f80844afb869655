import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, dailyChunks, hypertable } from '../testing/hypertable-rows';
import rule from './invalidation-log-large';

type Artifacts = Parameters<typeof rule.check>[0];
const check = (over: Partial<Artifacts> = {}) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable(), aggregateHypertable()],
        continuousAggregates: [aggregate()],
        chunks: null,
        ...over,
      },
      context(),
    ),
  );
const waiting = (sourcePendingRanges: number, over = {}) => aggregate({ sourcePendingRanges, ...over });

describe('continuous-aggregates/invalidation-log-large', () => {
  it('is quiet up to a hundred thousand', () => {
    expect(check({ continuousAggregates: [waiting(100_000, { pendingRanges: 100_000 })] })).toEqual([]);
  });

  it('tells the log of a source once, and reads it by the finest of its aggregates', () => {
    const daily = waiting(100_001, { hypertableId: 3, name: 'daily', bucketSeconds: 86_400 });
    const [finding, ...more] = check({ continuousAggregates: [daily, waiting(100_001)] });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      facts: { sourcePendingRanges: 100_001 },
    });
    expect(finding?.detail).toContain('its 2 aggregates');
    expect(finding?.advice?.steps.map(({ sql }) => sql)).toEqual([
      `CALL refresh_continuous_aggregate('"public"."metrics_hourly"', (now() - INTERVAL '4 hours')::timestamptz, (now() - INTERVAL '1 hour')::timestamptz);`,
    ]);
  });

  it('works on integer time, where its chunks tell the present', () => {
    const units = { isIntegerTime: true, timeColumnType: 'bigint' };
    const rows = {
      hypertables: [hypertable(units), aggregateHypertable(units)],
      continuousAggregates: [waiting(200_000, { bucketSeconds: null, bucketUnits: 100, bucketWidth: '100' })],
    };
    expect(check(rows)[0]).not.toHaveProperty('advice');
    const chunks = dailyChunks(1).map((one) => ({ ...one, rangeStartUnits: 9_000, rangeEndUnits: 10_000 }));
    expect(check({ ...rows, chunks })[0]?.advice?.steps[0]?.sql).toContain('8600::bigint, 8900::bigint');
  });

  it('tells what no window of an aggregate reaches, in words', () => {
    const [finding] = check({ continuousAggregates: [aggregate({ pendingRanges: 100_001 })] });
    expect(finding).toMatchObject({
      subject: ['public', 'metrics_hourly'],
      facts: { pendingRanges: 100_001 },
    });
    expect(finding).not.toHaveProperty('advice');
  });

  it('does not apply without aggregates, and does not run when they were not read', () => {
    expect(rule.check({ hypertables: [], continuousAggregates: [], chunks: [] }, context())).toHaveProperty(
      'notApplicable',
    );
    expect(runRule(rule, snapshotOf({ hypertables: [] }), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
