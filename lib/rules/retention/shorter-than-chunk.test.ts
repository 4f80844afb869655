import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { retention } from '../testing/job-rows';
import rule from './shorter-than-chunk';

const check = (over: Partial<Parameters<typeof rule.check>[0]> = {}) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable()],
        policies: [retention()],
        chunks: null,
        continuousAggregates: null,
        ...over,
      },
      context(),
    ),
  );
const keeping = (hours: number) => retention({ afterSeconds: hours * 3_600 });

describe('retention/shorter-than-chunk', () => {
  it('is quiet where chunks are shorter than what is kept, or as long', () => {
    expect(check()).toEqual([]);
    expect(check({ policies: [keeping(24)] })).toEqual([]);
  });

  it('leaves 5 % alone and speaks past it', () => {
    expect(check({ policies: [keeping(23)] })).toEqual([]);
    expect(check({ policies: [keeping(22)] })).toHaveLength(1);
  });

  it('proposes the longest round interval that fits, and keeps the present one for the undo', () => {
    const [finding] = check({
      hypertables: [hypertable({ chunkIntervalSeconds: 7 * 86_400 })],
      policies: [keeping(36)],
      chunks: dailyChunks(2),
    });
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: {
        dropAfterSeconds: 36 * 3_600,
        chunkIntervalSeconds: 7 * 86_400,
        longestKeptSeconds: 7 * 86_400 + 36 * 3_600,
      },
      impact: { bytesSaved: { low: 0, high: Math.round((100_000_000 * 6) / 7) } },
      advice: {
        steps: [{ sql: `SELECT set_chunk_time_interval('"public"."metrics"', INTERVAL '1 day');` }],
        undo: [{ sql: `SELECT set_chunk_time_interval('"public"."metrics"', INTERVAL '7 days');` }],
        verify: { expect: '86400000000 — microseconds' },
      },
    });
  });

  it('judges a paused policy too: the interval has to fit when it runs again', () => {
    expect(check({ policies: [{ ...keeping(2), scheduled: false }] })).toHaveLength(1);
  });

  it('warns where chunks are dropped by creation while they still take rows', () => {
    const [finding] = check({ policies: [{ ...keeping(12), byCreation: true }] });
    expect(finding?.severity).toBe('warning');
    expect(finding?.detail).toContain('rows written minutes ago');
    expect(finding?.advice?.steps[0]?.sql).toContain("INTERVAL '2 hours'");
  });

  it('proposes no part of a day for dates', () => {
    const dates = [hypertable({ timeColumnType: 'date', chunkIntervalSeconds: 7 * 86_400 })];
    const one = (hours: number, over = {}) =>
      check({ hypertables: dates, policies: [{ ...keeping(hours), ...over }] })[0];
    expect(one(24)?.advice?.verify.expect).toBe('86400000000 — microseconds');
    expect(one(12)).not.toHaveProperty('advice');
    expect(one(12)?.detail).toContain('the least of a date is a day');
    // A quarter of two days.
    expect(one(48, { byCreation: true })).not.toHaveProperty('advice');
  });

  it('proposes no chunk that holds no more than a bucket of an aggregate', () => {
    const hypertables = [aggregateHypertable({ chunkIntervalSeconds: 70 * 86_400 })];
    const one = (bucketDays: number, continuousAggregates: unknown = undefined) =>
      check({
        hypertables,
        policies: [{ ...keeping(10 * 24), hypertableId: 2 }],
        continuousAggregates:
          continuousAggregates === null ? null : [aggregate({ bucketSeconds: bucketDays * 86_400 })],
      })[0];
    expect(one(1)?.advice?.verify.expect).toBe('604800000000 — microseconds');
    expect(one(7)?.advice?.verify.expect).toBe('864000000000 — microseconds');
    expect(one(10)).not.toHaveProperty('advice');
    expect(one(10)?.detail).toContain('one bucket of the aggregate or none');
    expect(one(1, null)).not.toHaveProperty('advice');
  });

  it('works in the units of integer time, on the table that holds the rows', () => {
    const integer = hypertable({
      isIntegerTime: true,
      timeColumnType: 'integer',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 1_000,
      relationSchema: '_timescaledb_internal',
      relationName: '_materialized_hypertable_1',
    });
    const kept = (units: number) => retention({ afterSeconds: null, afterUnits: units });
    expect(check({ hypertables: [integer], policies: [kept(960)] })).toEqual([]);
    const [finding] = check({ hypertables: [integer], policies: [kept(300)] });
    expect(finding?.facts).toMatchObject({ dropAfterUnits: 300, chunkIntervalUnits: 1_000 });
    expect(finding?.advice?.steps[0]?.sql).toBe(
      `SELECT set_chunk_time_interval('"_timescaledb_internal"."_materialized_hypertable_1"', 300::integer);`,
    );
    // How long ago an integer chunk was made says nothing about the width of its range.
    const byCreation = retention({ afterSeconds: 60, byCreation: true });
    expect(check({ hypertables: [integer], policies: [byCreation] })).toEqual([]);
  });

  it('does not apply without retention policies, and does not run when policies were not read', () => {
    expect(
      rule.check({ hypertables: [], policies: [], chunks: null, continuousAggregates: null }, context()),
    ).toHaveProperty('notApplicable');
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [hypertable()] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
  });
});
