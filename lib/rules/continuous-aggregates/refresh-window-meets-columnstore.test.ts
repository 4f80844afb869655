import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, chunk, hypertable } from '../testing/hypertable-rows';
import { policy, refresh, retention } from '../testing/job-rows';
import rule from './refresh-window-meets-columnstore';

const DAY_SECONDS = 86_400;
const converts = (days: number, over = {}) =>
  policy({
    jobId: 1003,
    hypertableId: 2,
    afterSeconds: days * DAY_SECONDS,
    config: { hypertable_id: 2, compress_after: `${days} days` },
    ...over,
  });
const check = (
  policies: Parameters<typeof rule.check>[0]['policies'],
  over: Partial<Parameters<typeof rule.check>[0]> = {},
  contextOver: Parameters<typeof context>[0] = {},
) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable(), aggregateHypertable()],
        policies,
        continuousAggregates: [aggregate()],
        chunks: null,
        ...over,
      },
      context(contextOver),
    ),
  );

describe('continuous-aggregates/refresh-window-meets-columnstore', () => {
  it('is quiet where chunks are converted after the window', () => {
    expect(check([refresh(), converts(8)])).toEqual([]);
    expect(check([refresh(), converts(7)])).toEqual([]);
  });

  it('leaves 5 % alone and speaks past it', () => {
    expect(check([refresh(), converts(6.65)])).toEqual([]);
    expect(check([refresh(), converts(6.64)])).toHaveLength(1);
  });

  it('looks at the aggregate’s own columnstore, not at that of its source', () => {
    expect(check([refresh(), policy({ hypertableId: 1, afterSeconds: DAY_SECONDS })])).toEqual([]);
  });

  it('converts a schedule later than the window, and keeps the present age for the undo', () => {
    const [finding] = check([refresh(), converts(2)]);
    expect(finding).toMatchObject({
      subject: ['public', 'metrics_hourly'],
      severity: 'notice',
      confidence: 'medium',
      facts: {
        startOffsetSeconds: 7 * DAY_SECONDS,
        compressAfterSeconds: 2 * DAY_SECONDS,
        partialChunks: null,
      },
      advice: {
        precheck: { expect: '2 days — the policy is as it was when this was written' },
        undo: [
          {
            sql: `SELECT alter_job(1003, config => '{"hypertable_id":2,"compress_after":"2 days"}'::jsonb);`,
          },
        ],
        verify: { expect: '169 hours' },
      },
    });
    expect(finding?.advice?.steps[0]?.sql).toContain(`'{compress_after}', '"169 hours"'`);
  });

  it('warns when chunks show that refreshes write to converted ones', () => {
    const chunks = [chunk({ hypertableId: 2, isCompressed: true, isPartial: true })];
    expect(check([refresh(), converts(2)], { chunks })[0]).toMatchObject({
      severity: 'warning',
      confidence: 'high',
      facts: { partialChunks: 1 },
    });
  });

  it('gives a refresh without a start one', () => {
    const open = refresh({
      startOffsetSeconds: null,
      config: { start_offset: null, end_offset: '01:00:00' },
    });
    const [finding] = check([open, converts(2)]);
    expect(finding?.facts.startOffsetSeconds).toBeNull();
    expect(finding?.advice?.steps[0]?.sql).toContain(`'{start_offset}', '"47 hours"'`);
    expect(check([open, converts(0.1)])[0]?.advice).toBeUndefined();
  });

  it('converts no later than retention drops the aggregate’s own rows, but narrows the window', () => {
    const own = (days: number) =>
      retention({
        hypertableId: 2,
        afterSeconds: days * DAY_SECONDS,
        config: { drop_after: `${days} days` },
      });
    const sql = (days: number) => check([refresh(), converts(2), own(days)])[0]?.advice?.steps[0]?.sql;
    expect(sql(8)).toContain(`'{compress_after}', '"169 hours"'`);
    expect(sql(7)).toContain(`'{start_offset}', '"47 hours"'`);
    const [finding] = check([refresh(), converts(0.1), own(7)]);
    expect(finding?.advice).toBeUndefined();
    expect(finding?.detail).toContain('chosen anew');
  });

  it('narrows no window beyond what the source keeps', () => {
    const open = refresh({ startOffsetSeconds: null, config: { start_offset: null } });
    const source = retention({ afterSeconds: DAY_SECONDS, config: { drop_after: '1 day' } });
    expect(check([open, converts(2), source])[0]?.advice?.verify.expect).toBe('23 hours');
  });

  it('looks at every refresh policy and reports the aggregate once', () => {
    const recent = refresh({ jobId: 1004, startOffsetSeconds: DAY_SECONDS });
    expect(check([recent, converts(2)])).toEqual([]);
    const far = refresh({ startOffsetSeconds: 30 * DAY_SECONDS, endOffsetSeconds: DAY_SECONDS });
    const found = check([recent, far, converts(2)]);
    expect(found).toHaveLength(1);
    expect(found[0]?.facts.startOffsetSeconds).toBe(30 * DAY_SECONDS);
  });

  it('does not compare with ages by creation, nor with paused policies', () => {
    expect(check([refresh(), converts(2, { byCreation: true })])).toEqual([]);
    expect(check([refresh(), converts(2, { scheduled: false })])).toEqual([]);
    expect(check([refresh({ scheduled: false }), converts(2)])).toEqual([]);
  });

  it('works in the units of integer time', () => {
    const integer = { isIntegerTime: true, timeColumnType: 'bigint' };
    const [finding] = check(
      [
        refresh({
          startOffsetSeconds: null,
          startOffsetUnits: 8_000,
          endOffsetSeconds: null,
          endOffsetUnits: 100,
        }),
        converts(2, { afterSeconds: null, afterUnits: 5_000, config: { compress_after: 5_000 } }),
      ],
      {
        hypertables: [hypertable(integer), aggregateHypertable(integer)],
        continuousAggregates: [aggregate({ bucketSeconds: null, bucketUnits: 100, bucketWidth: '100' })],
      },
    );
    expect(finding?.facts).toMatchObject({ startOffsetUnits: 8_000, compressAfterUnits: 5_000 });
    expect(finding?.advice?.verify.expect).toBe('8100');
  });

  it('gives no SQL where the licence has no policies', () => {
    const apache = { server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) };
    expect(check([refresh(), converts(2)], {}, apache)[0]?.advice).toBeUndefined();
  });

  it('does not apply without aggregates, and does not run without policies', () => {
    const nothing = { hypertables: [], policies: [], continuousAggregates: [], chunks: null };
    expect(rule.check(nothing, context())).toHaveProperty('notApplicable');
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
  });
});
