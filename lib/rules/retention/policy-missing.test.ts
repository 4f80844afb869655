import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, DAY_UNITS, daysAgo, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, chunk, compressedChunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { policy, refresh, retention } from '../testing/job-rows';
import rule from './policy-missing';

type Artifacts = Parameters<typeof rule.check>[0];
const check = (over: Partial<Artifacts> = {}, contextOver: Parameters<typeof context>[0] = {}) =>
  expectFindings(
    rule.check(
      { hypertables: [hypertable()], chunks: [], policies: [], continuousAggregates: [], ...over },
      context(contextOver),
    ),
  );
/** Daily chunks of 100 MB each: 100 GB are 1,000 of them. */
const daily = (count: number) => dailyChunks(count);
const small = (count: number) => dailyChunks(count, (over) => chunk({ ...over, rowTotalBytes: 100_000 }));

describe('retention/policy-missing', () => {
  it('leaves a young, small hypertable in peace', () => {
    expect(check({ chunks: daily(300) })).toEqual([]);
  });

  it('is quiet where a policy exists, even a paused one', () => {
    expect(check({ chunks: daily(2_000), policies: [retention({ scheduled: false })] })).toEqual([]);
  });

  it('speaks past a year, with 5 % of tolerance', () => {
    expect(check({ chunks: small(383) })).toEqual([]);
    expect(check({ chunks: small(384) })).toHaveLength(1);
  });

  it('speaks past the size threshold, scaled by the profile', () => {
    const tenth = { profile: { byteThresholdRatio: 0.1 } };
    expect(check({ chunks: daily(105) }, tenth)).toEqual([]);
    expect(check({ chunks: daily(106) }, tenth)).toHaveLength(1);
  });

  it('counts both stores', () => {
    const chunks = [...dailyChunks(90, compressedChunk), ...daily(10)];
    const [finding] = check({ chunks }, { profile: { byteThresholdRatio: 0.001 } });
    expect(finding?.facts.totalBytes).toBe(90 * 10_024_576 + 10 * 100_000_000);
  });

  it('does not nag about a year of almost nothing, nor about what grows no more', () => {
    const tiny = dailyChunks(500, (over) => chunk({ ...over, rowTotalBytes: 10_000 }));
    expect(check({ chunks: tiny })).toEqual([]);
    const ended = small(500).map((row) => ({
      ...row,
      rangeStartUnits: (row.rangeStartUnits ?? 0) - 8 * DAY_UNITS,
      rangeEndUnits: (row.rangeEndUnits ?? 0) - 8 * DAY_UNITS,
    }));
    expect(check({ chunks: ended })).toEqual([]);
  });

  it('keeps a year where there is more, as a notice that deletes data, with the dry run first', () => {
    const [finding] = check({ chunks: small(400) });
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: { chunks: 400, heldSeconds: 400 * 86_400, deletableBytes: 35 * 100_000 },
      advice: {
        deletesData: true,
        precheck: {
          sql: `SELECT count(*) OVER () AS chunks, chunk FROM show_chunks('"public"."metrics"', older_than => INTERVAL '365 days') AS chunk;`,
        },
        steps: [
          {
            sql: `SELECT add_retention_policy('"public"."metrics"', drop_after => INTERVAL '365 days', if_not_exists => true);`,
          },
        ],
      },
    });
    expect(finding?.advice?.precheck?.expect).toMatch(/^35 — /);
  });

  describe('where its only chunk spans years', () => {
    const decade = (createdDaysAgo: number | null) =>
      chunk({
        rangeStartUnits: daysAgo(2_500),
        rangeEndUnits: daysAgo(-1_150),
        createdAt:
          createdDaysAgo === null ? null : new Date(NOW_MS - createdDaysAgo * 86_400_000).toISOString(),
      });
    const wide = [
      hypertable({ chunkIntervalSeconds: 3_650 * 86_400, chunkIntervalUnits: 3_650 * DAY_UNITS }),
    ];

    it('does not take them for the age of its rows', () => {
      expect(check({ hypertables: wide, chunks: [decade(12)] })).toEqual([]);
      expect(check({ hypertables: wide, chunks: [decade(null)] })).toEqual([]);
      expect(check({ hypertables: wide, chunks: [decade(383)] })).toEqual([]);
    });

    it('says what is certain, and to shorten the chunks first', () => {
      const [finding] = check({ hypertables: wide, chunks: [decade(400)] });
      expect(finding).toMatchObject({
        confidence: 'low',
        facts: {
          heldSeconds: null,
          leastHeldSeconds: 400 * 86_400,
          mostHeldSeconds: 2_500 * 86_400,
          deletableBytes: null,
        },
      });
      expect(finding?.detail).toMatch(/ at least and .* at most; .* Shorten its chunks first/);
      expect(finding?.impact?.basis).toContain('÷ at most 2500.0 days');
      expect(finding?.advice).toBeUndefined();
    });

    it('says no more than what it spans where its size alone asks for an end', () => {
      const [finding] = check(
        { hypertables: wide, chunks: [decade(null)] },
        { profile: { byteThresholdRatio: 0.0001 } },
      );
      expect(finding?.detail).toMatch(/reaches back [^;]*(?<!least and .*) at most;/);
    });
  });

  it('deletes nothing yet where there is less than a year', () => {
    const [finding] = check({ chunks: daily(100) }, { profile: { byteThresholdRatio: 0.01 } });
    expect(finding?.advice?.steps[0]?.sql).toContain("INTERVAL '101 days'");
    expect(finding?.facts.deletableBytes).toBe(0);
    expect(finding?.impact?.bytesSaved).toBeUndefined();
  });

  it('never keeps less than the refreshes of its aggregates need', () => {
    const long = refresh({ startOffsetSeconds: 500 * 86_400, config: { start_offset: '500 days' } });
    const [finding] = check({ chunks: small(600), policies: [long], continuousAggregates: [aggregate()] });
    expect(finding?.advice?.steps[0]?.sql).toContain("INTERVAL '12001 hours'");
  });

  it('gives no SQL while a refresh has no start: the policy would destroy the history', () => {
    const open = refresh({ startOffsetSeconds: null, config: { start_offset: null } });
    const [finding] = check({ chunks: small(400), policies: [open], continuousAggregates: [aggregate()] });
    expect(finding?.advice).toBeUndefined();
    expect(finding?.detail).toContain('Bound the refresh window');
  });

  it('keeps twice the age of the columnstore policy', () => {
    const late = policy({ afterSeconds: 300 * 86_400 });
    const [finding] = check({ chunks: small(700), policies: [late] });
    expect(finding?.advice?.steps[0]?.sql).toContain("INTERVAL '600 days'");
  });

  it('lets cron drop chunks where the licence has no policies', () => {
    const [finding] = check(
      { chunks: small(400) },
      { server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) },
    );
    expect(finding?.advice?.steps[0]?.sql).toBe(
      `SELECT drop_chunks('"public"."metrics"', older_than => INTERVAL '365 days');`,
    );
    expect(finding?.advice?.undo).toHaveProperty('impossible');
  });

  it('judges integer time by size and by when its chunks were made', () => {
    const integer = hypertable({
      isIntegerTime: true,
      timeColumnType: 'bigint',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 1_000,
      integerNowFunction: '"odd ""schema".now_ticks',
    });
    const chunks = [0, 1_000, 2_000].map((start, at) =>
      chunk({
        chunkId: at + 1,
        rangeStartUnits: start,
        rangeEndUnits: start + 1_000,
        createdAt: new Date(NOW_MS).toISOString(),
      }),
    );
    const scaled = { profile: { byteThresholdRatio: 0.001 } };
    const [finding] = check({ hypertables: [integer], chunks }, scaled);
    expect(finding?.advice?.precheck?.sql).toContain(
      'older_than => "odd ""schema"."now_ticks"() - 3000::bigint',
    );
    const untold = chunks.map((row) => ({ ...row, createdAt: null }));
    expect(check({ hypertables: [integer], chunks: untold }, scaled)).toEqual([]);
    const noClock = [{ ...integer, integerNowFunction: null }];
    expect(check({ hypertables: noClock, chunks }, scaled)[0]?.advice).toBeUndefined();
  });

  it('takes neither tiered chunks nor chunks of the future for growth', () => {
    const future = chunk({ chunkId: 999, rangeStartUnits: daysAgo(-900), rangeEndUnits: daysAgo(-901) });
    const old = small(400).map((row) => ({
      ...row,
      rangeStartUnits: (row.rangeStartUnits ?? 0) - 100 * DAY_UNITS,
      rangeEndUnits: (row.rangeEndUnits ?? 0) - 100 * DAY_UNITS,
    }));
    expect(check({ chunks: [...old, future] })).toEqual([]);
    expect(check({ chunks: small(400).map((row) => ({ ...row, isTiered: true })) })).toEqual([]);
  });

  it('does not apply without hypertables, and does not run without chunks', () => {
    const nothing = { hypertables: [], chunks: [], policies: [], continuousAggregates: [] };
    expect(rule.check(nothing, context())).toHaveProperty('notApplicable');
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [hypertable()] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
  });
});
