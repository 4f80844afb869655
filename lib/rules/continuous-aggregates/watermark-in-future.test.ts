import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, daysAgo, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable } from '../testing/hypertable-rows';
import rule from './watermark-in-future';

const HOUR_SECONDS = 3_600;
const check = (
  over: Parameters<typeof aggregate>[0] = {},
  axis: Parameters<typeof aggregateHypertable>[0] = {},
) =>
  expectFindings(
    rule.check(
      { hypertables: [aggregateHypertable(axis)], continuousAggregates: [aggregate(over)] },
      context(),
    ),
  );
const ahead = (seconds: number, over = {}) => check({ watermarkUnits: daysAgo(-seconds / 86_400), ...over });

describe('continuous-aggregates/watermark-in-future', () => {
  it('is quiet about the past, about a bucket, and about a minute of clocks', () => {
    expect(check()).toEqual([]);
    expect(ahead(HOUR_SECONDS)).toEqual([]);
    expect(ahead(HOUR_SECONDS + 60)).toEqual([]);
  });

  it('warns past them where answers lack rows, and mentions it elsewhere', () => {
    expect(ahead(HOUR_SECONDS + 61, { isMaterializedOnly: false })).toMatchObject([
      {
        subject: ['public', 'metrics_hourly'],
        severity: 'warning',
        facts: { aheadSeconds: HOUR_SECONDS + 61, bucketSeconds: HOUR_SECONDS },
      },
    ]);
    expect(ahead(HOUR_SECONDS + 61)[0]?.severity).toBe('notice');
  });

  it('allows a month to be long', () => {
    const monthly = { bucketSeconds: 30 * 86_400, bucketWidth: '1 mon' };
    expect(ahead(31 * 86_400, monthly)).toEqual([]);
    expect(ahead(32 * 86_400, monthly)).toHaveLength(1);
  });

  it('says nothing where the watermark or the bucket is not known', () => {
    expect(check({ watermarkUnits: null })).toEqual([]);
    expect(ahead(10 * 86_400, { bucketSeconds: null })).toEqual([]);
  });

  it('does not apply to integer time, and does not run without aggregates', () => {
    expect(
      rule.check(
        { hypertables: [aggregateHypertable({ isIntegerTime: true })], continuousAggregates: [aggregate()] },
        context(),
      ),
    ).toHaveProperty('notApplicable');
    expect(runRule(rule, snapshotOf({ hypertables: [] }), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
