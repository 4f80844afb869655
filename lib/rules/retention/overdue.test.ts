import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, daysAgo, NOW_MS, secondsAgo, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { job, refresh, retention } from '../testing/job-rows';
import rule from './overdue';

const check = (
  over: Partial<Parameters<typeof rule.check>[0]> = {},
  contextOver: Parameters<typeof context>[0] = {},
) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable()],
        chunks: [],
        policies: [retention()],
        jobs: null,
        continuousAggregates: [],
        ...over,
      },
      context(contextOver),
    ),
  );

describe('retention/overdue', () => {
  it('is quiet while the oldest chunk is within the age and two days of grace', () => {
    expect(check({ chunks: dailyChunks(90) })).toEqual([]);
    expect(check({ chunks: dailyChunks(93) })).toEqual([]);
  });

  it('speaks one chunk past it, and counts what a run would delete', () => {
    const [finding] = check({ chunks: dailyChunks(94) });
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      confidence: 'high',
      facts: { overdueChunks: 1, overdueBytes: 100_000_000, overdueSeconds: 3 * 86_400, frozenChunks: 0 },
      impact: { bytesSaved: { low: 100_000_000, high: 100_000_000 } },
      advice: { deletesData: true, steps: [{ sql: 'CALL run_job(1001);' }] },
    });
    expect(finding?.advice?.precheck).toEqual({
      sql: `SELECT count(*) OVER () >= 1 AS at_least, count(*) OVER () AS chunks, chunk FROM show_chunks('"public"."metrics"', older_than => INTERVAL '90 days') AS chunk;`,
      expect: 'true — the second column says how many chunks the run deletes, the third names them',
    });
  });

  it('is critical a week past the age', () => {
    expect(check({ chunks: dailyChunks(98) })[0]?.severity).toBe('warning');
    expect(check({ chunks: dailyChunks(99) })[0]?.severity).toBe('critical');
  });

  it('gives a slow schedule one run and a day', () => {
    const monthly = retention({ scheduleIntervalSeconds: 30 * 86_400 });
    expect(check({ chunks: dailyChunks(121), policies: [monthly] })).toEqual([]);
    expect(check({ chunks: dailyChunks(123), policies: [monthly] })).toHaveLength(1);
  });

  it('leaves a paused policy to the rule about jobs that are not scheduled', () => {
    expect(check({ chunks: dailyChunks(200), policies: [retention({ scheduled: false })] })).toEqual([]);
  });

  it('leaves out tiered and open-ended chunks, and names frozen ones', () => {
    const old = chunk({ rangeStartUnits: daysAgo(201), rangeEndUnits: daysAgo(200) });
    expect(
      check({
        chunks: [
          { ...old, isTiered: true },
          { ...old, rangeEndUnits: null },
        ],
      }),
    ).toEqual([]);
    const [finding] = check({ chunks: [{ ...old, isFrozen: true }] });
    expect(finding?.facts.frozenChunks).toBe(1);
    expect(finding?.detail).toContain('frozen');
  });

  it('says how its job fares', () => {
    const failing = job({ jobId: 1001, consecutiveFailures: 4, lastRunSucceeded: false });
    expect(check({ chunks: dailyChunks(99), jobs: [failing] })[0]?.detail).toContain(
      'failed 4 times in a row',
    );
    const silent = job({ jobId: 1001, hasStatistics: false, totalRuns: null });
    expect(check({ chunks: dailyChunks(99), jobs: [silent] })[0]?.detail).toContain('No run');
  });

  it('names a stuck job as its cause, and no job that is going to run again', () => {
    const stuck = job({ jobId: 1001, nextStartUnset: true, lastStartedAt: secondsAgo(9 * 86_400) });
    expect(check({ chunks: dailyChunks(99), jobs: [stuck] })).toMatchObject([
      {
        detail: expect.stringContaining('Its job 1001 is stuck, and no worker runs it'),
        cause: { rule: 'jobs/not-scheduled', subject: ['job', '1001'] },
      },
    ]);
    const failing = job({ jobId: 1001, consecutiveFailures: 4, lastRunSucceeded: false });
    expect(check({ chunks: dailyChunks(99), jobs: [failing] })[0]).not.toHaveProperty('cause');
    expect(check({ chunks: dailyChunks(99), jobs: null })[0]).not.toHaveProperty('cause');
  });

  it('gives no SQL that would cost an aggregate its history', () => {
    const over = (
      continuousAggregates: readonly ReturnType<typeof aggregate>[] | null,
      policies: readonly ReturnType<typeof refresh>[] = [],
    ) =>
      check({
        hypertables: [hypertable(), aggregateHypertable()],
        chunks: dailyChunks(99),
        policies: [retention(), ...policies],
        continuousAggregates,
      })[0];
    const open = refresh({ startOffsetSeconds: null, config: { start_offset: null } });
    expect(over([aggregate()], [refresh()])?.advice).toBeDefined();
    expect(over([aggregate()], [open])?.advice).toBeUndefined();
    expect(over([aggregate()], [open])?.detail).toContain('would let refreshes delete the history');
    expect(over(null)?.advice).toBeUndefined();
    expect(over(null)?.detail).toContain('is not known');
  });

  it('gives no SQL that would delete what an aggregate has not read', () => {
    const over = (
      one: Parameters<typeof aggregate>[0],
      more: readonly ReturnType<typeof retention>[] = [],
      own: readonly ReturnType<typeof chunk>[] = [],
    ) =>
      check({
        hypertables: [hypertable(), aggregateHypertable()],
        chunks: [...dailyChunks(99), ...own],
        policies: [retention(), ...more],
        continuousAggregates: [aggregate(one)],
      })[0];
    // The run drops what ended 90 days ago and earlier, down to 99 days ago.
    expect(over({ watermarkUnits: daysAgo(90) })?.advice).toBeDefined();
    expect(over({ watermarkUnits: daysAgo(90.1) })?.advice).toBeUndefined();
    expect(over({ refreshedFromUnits: daysAgo(99) })?.advice).toBeDefined();
    expect(over({ refreshedFromUnits: daysAgo(98.9) })?.advice).toBeUndefined();
    // What cagg_migrate copied into it lies before what its refreshes have looked at.
    const copied = chunk({
      chunkId: 900,
      hypertableId: 2,
      rangeStartUnits: daysAgo(99),
      rangeEndUnits: daysAgo(10),
    });
    const migrated = { refreshedFromUnits: daysAgo(10) };
    expect(over(migrated)?.advice).toBeUndefined();
    expect(over(migrated, [], [copied])?.advice).toBeDefined();
    const never = { watermarkUnits: null, isNeverMaterialized: true };
    expect(over(never)?.advice).toBeUndefined();
    expect(over(never)?.detail).toContain(
      'would delete rows that public.metrics_hourly has not read, for good',
    );
    expect(over({ ...never, sourceHypertableId: 9 })?.advice).toBeDefined();
    const own = (days: number) =>
      retention({
        jobId: 9,
        hypertableId: 2,
        afterSeconds: days * 86_400,
        config: { drop_after: `${days} days` },
      });
    expect(over(never, [own(90)])?.advice).toBeDefined();
    expect(over(never, [own(91)])?.advice).toBeUndefined();
  });

  it('keeps the policy’s own words, such as months', () => {
    const months = retention({ config: { hypertable_id: 1, drop_after: '3 mons' } });
    expect(check({ chunks: dailyChunks(99), policies: [months] })[0]?.advice?.precheck?.sql).toContain(
      "older_than => INTERVAL '3 mons'",
    );
  });

  it('goes by creation where the policy does', () => {
    const byCreation = retention({ byCreation: true, config: { drop_created_before: '90 days' } });
    const created = (days: number) =>
      chunk({ createdAt: new Date(NOW_MS - days * 86_400_000).toISOString() });
    expect(check({ chunks: [created(92)], policies: [byCreation] })).toEqual([]);
    const [finding] = check({ chunks: [created(93)], policies: [byCreation] });
    expect(finding?.advice?.precheck?.sql).toContain("created_before => INTERVAL '90 days'");
  });

  const integer = hypertable({
    isIntegerTime: true,
    timeColumnType: 'bigint',
    chunkIntervalSeconds: null,
    chunkIntervalUnits: 1_000,
    integerNowFunction: 'public.now_ticks',
  });
  const ticks = Array.from({ length: 10 }, (_, at) =>
    chunk({ chunkId: at + 1, rangeStartUnits: at * 1_000, rangeEndUnits: (at + 1) * 1_000 }),
  );
  const kept = (units: number) =>
    retention({ afterSeconds: null, afterUnits: units, config: { hypertable_id: 1, drop_after: units } });

  it('works in units of integer time, two intervals past the age', () => {
    expect(check({ hypertables: [integer], chunks: ticks, policies: [kept(6_000)] })).toEqual([]);
    const [finding] = check({ hypertables: [integer], chunks: ticks, policies: [kept(5_000)] });
    expect(finding).toMatchObject({
      severity: 'warning',
      confidence: 'medium',
      facts: { overdueUnits: 3_000, dropAfterUnits: 5_000 },
      advice: {
        verify: {
          sql: `SELECT count(*) FROM show_chunks('"public"."metrics"', older_than => "public"."now_ticks"() - 5000);`,
        },
      },
    });
  });

  it('trusts a job that works over its own guess of integer time’s present', () => {
    expect(
      check({
        hypertables: [integer],
        chunks: ticks,
        policies: [kept(1_000)],
        jobs: [job({ jobId: 1001 })],
      }),
    ).toEqual([]);
  });

  it('gives no SQL where the licence has no policies', () => {
    const apache = { server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) };
    expect(check({ chunks: dailyChunks(99) }, apache)[0]?.advice).toBeUndefined();
  });

  it('does not apply without retention policies, and does not run without chunks', () => {
    expect(
      rule.check(
        { hypertables: [], chunks: [], policies: [], jobs: null, continuousAggregates: [] },
        context(),
      ),
    ).toHaveProperty('notApplicable');
    const { outcome } = runRule(
      rule,
      snapshotOf({ hypertables: [hypertable()], policies: [retention()] }),
      NOW_MS,
      {},
    );
    expect(outcome.status).toBe('not-run');
  });
});
