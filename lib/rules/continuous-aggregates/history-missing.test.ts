import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, daysAgo, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { refresh, retention } from '../testing/job-rows';
import rule from './history-missing';

/** Refreshed by a policy of seven days only, over a source of thirty. */
const short = (over: Parameters<typeof aggregate>[0] = {}) =>
  aggregate({ refreshedFromUnits: daysAgo(7), ...over });
const check = (
  over: Partial<Parameters<typeof rule.check>[0]> = {},
  contextOver: Parameters<typeof context>[0] = {},
) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable(), aggregateHypertable()],
        chunks: dailyChunks(30),
        policies: [refresh()],
        continuousAggregates: [short()],
        ...over,
      },
      context(contextOver),
    ),
  );
const own = (days: number) =>
  retention({ hypertableId: 2, afterSeconds: days * 86_400, config: { drop_after: `${days} days` } });

describe('continuous-aggregates/history-missing', () => {
  it('is quiet where refreshes have looked at all that the source has', () => {
    expect(check({ continuousAggregates: [aggregate()] })).toEqual([]);
    expect(check({ continuousAggregates: [aggregate({ refreshedFromUnits: null })] })).toEqual([]);
  });

  it('finds what refreshes began after, and fills in just that', () => {
    const [finding, ...more] = check();
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      subject: ['public', 'metrics_hourly'],
      severity: 'warning',
      confidence: 'medium',
      facts: { missedChunks: 23, missedBytes: 2_300_000_000, missedSeconds: 23 * 86_400 },
      advice: { deletesData: false },
    });
    const at = (days: number, hours: number) =>
      new Date(NOW_MS - (days * 24 + hours) * 3_600_000).toISOString();
    const steps = finding?.advice?.steps.map(({ sql }) => sql) ?? [];
    expect(steps).toHaveLength(3);
    expect(steps[0]).toContain(`'"public"."metrics_hourly"', '${at(30, 1)}'::timestamptz, `);
    expect(steps[2]).toContain(`, '${at(7, -2)}'::timestamptz);`);
    expect(check({ continuousAggregates: [short({ isMaterializedOnly: false })] })[0]).toMatchObject({
      confidence: 'high',
      detail: expect.stringContaining('although it is a real-time aggregate'),
    });
  });

  it('takes a whole chunk for a proof, and less for none', () => {
    const from = (days: number) =>
      check({ continuousAggregates: [short({ refreshedFromUnits: daysAgo(days) })] })[0]?.facts.missedChunks;
    expect(from(29)).toBe(1);
    expect(from(29.01)).toBeUndefined();
  });

  it('takes what was copied into it, as by cagg_migrate, for held though no refresh has looked at it', () => {
    const held = (from: number, until: number) =>
      chunk({
        chunkId: 900 + from,
        hypertableId: 2,
        rangeStartUnits: daysAgo(from),
        rangeEndUnits: daysAgo(until),
      });
    const missed = (...own: readonly ReturnType<typeof chunk>[]) =>
      check({ chunks: [...dailyChunks(30), ...own] })[0]?.facts.missedChunks;
    expect(missed(held(30, 20), held(20, 10))).toBeUndefined();
    expect(missed(held(20, 10))).toBe(10);
    // The chunk of the oldest refreshed bucket begins before it.
    expect(missed(held(10, 0))).toBe(23);
  });

  it('leaves to the policy what it reaches, and to retention what the aggregate itself drops', () => {
    const days = (count: number) => ({ startOffsetSeconds: count * 86_400, config: { start_offset: count } });
    const policies = (...all: readonly ReturnType<typeof refresh>[]) => check({ policies: all });
    expect(policies(refresh(days(30)))).toEqual([]);
    expect(policies(refresh(days(28)))[0]?.facts.missedChunks).toBe(2);
    expect(policies(refresh(), refresh({ jobId: 9, startOffsetSeconds: null, config: {} }))).toEqual([]);
    // A paused policy reaches nothing.
    expect(policies(refresh({ scheduled: false, ...days(30) }))).toHaveLength(1);
    expect(check({ policies: [refresh(), own(7)] })).toEqual([]);
    expect(check({ policies: [refresh(), own(8)] })[0]?.facts.missedChunks).toBe(1);
  });

  it('works in units of integer time', () => {
    const integer = { isIntegerTime: true, timeColumnType: 'bigint' };
    const chunks = dailyChunks(5).map((row, at) => ({
      ...row,
      rangeStartUnits: at * 1_000,
      rangeEndUnits: (at + 1) * 1_000,
    }));
    const [finding] = check({
      hypertables: [hypertable(integer), aggregateHypertable(integer)],
      chunks,
      policies: [],
      continuousAggregates: [
        short({ bucketSeconds: null, bucketUnits: 100, bucketWidth: '100', refreshedFromUnits: 2_000 }),
      ],
    });
    expect(finding?.facts).toMatchObject({ missedChunks: 2, missedUnits: 2_000 });
    expect(finding?.advice?.steps[0]?.sql).toContain(', -100::bigint, 2200::bigint);');
  });

  it('gives no SQL where the licence has no refresh', () => {
    const apache = { server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) };
    expect(check({}, apache)[0]?.advice).toBeUndefined();
  });

  it('does not apply without aggregates, says nothing of empty ones, and does not run without chunks', () => {
    expect(
      rule.check({ hypertables: [], chunks: [], policies: [], continuousAggregates: [] }, context()),
    ).toHaveProperty('notApplicable');
    expect(
      check({ continuousAggregates: [short({ isNeverMaterialized: true, watermarkUnits: null })] }),
    ).toEqual([]);
    expect(runRule(rule, snapshotOf({ hypertables: [] }), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
