import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, daysAgo, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { job, refresh, retention } from '../testing/job-rows';
import rule from './not-scheduled';

type Artifacts = Parameters<typeof rule.check>[0];
const ask = (over: Partial<Artifacts>, contextOver: Parameters<typeof context>[0] = {}) =>
  rule.check(
    { jobs: [], policies: [], hypertables: [], continuousAggregates: [], chunks: [], ...over },
    context(contextOver),
  );
const check = (...given: Parameters<typeof ask>) => expectFindings(ask(...given));
const one = (over: Partial<Row<'jobs'>>, contextOver: Parameters<typeof context>[0] = {}) =>
  check({ jobs: [job(over)] }, contextOver)[0];
const at = (seconds: number) => new Date(NOW_MS + seconds * 1_000).toISOString();
const steps = (finding: ReturnType<typeof one>) => finding?.advice?.steps.map(({ sql }) => sql);

const stuck = {
  nextStartAt: null,
  nextStartUnset: true,
  lastFinishedAt: null,
  lastRunSucceeded: false,
  lastStartedAt: at(-601),
};
const custom = {
  procedureSchema: 'public',
  procedureName: 'export',
  applicationName: 'User-Defined Action [1000]',
};

describe('jobs/not-scheduled', () => {
  it('leaves jobs that are going to run in peace, overdue ones too', () => {
    expect(one({})).toBeUndefined();
    expect(one({ nextStartAt: at(-60) })).toBeUndefined();
    expect(one({ hasStatistics: false, nextStartAt: null, lastStartedAt: null })).toBeUndefined();
  });

  it('leaves the maintenance of TimescaleDB alone, which keeps a paused leftover after upgrades', () => {
    expect(ask({ jobs: [job({ jobId: 2, scheduled: false })] })).toHaveProperty('notApplicable');
    expect(ask({ jobs: [] })).toHaveProperty('notApplicable');
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});

describe('a paused job', () => {
  it('is a warning where data suffers, a notice elsewhere', () => {
    const finding = one({ scheduled: false });
    expect(finding).toMatchObject({
      subject: ['job', '1000'],
      severity: 'warning',
      facts: { sinceSuccessSeconds: 3_600, untilNextStartSeconds: null, scheduleSeconds: 43_200 },
    });
    expect(finding?.detail).toContain('last succeeded 1\u00a0h ago');
    expect(one({ ...custom, scheduled: false })?.severity).toBe('notice');
    expect(one({ scheduled: false, procedureName: 'policy_reorder' })?.severity).toBe('notice');
  });

  it('is resumed, and paused again', () => {
    const finding = one({ scheduled: false });
    expect(steps(finding)).toEqual(['SELECT alter_job(1000, scheduled => true);']);
    expect(finding?.advice?.undo).toMatchObject([{ sql: 'SELECT alter_job(1000, scheduled => false);' }]);
    expect(finding?.advice?.deletesData).toBe(false);
  });

  it('that TimescaleDB stopped after its retries says so', () => {
    const over = { ...custom, scheduled: false, maxRetries: 3 };
    expect(one({ ...over, consecutiveFailures: 2 })?.severity).toBe('notice');
    const finding = one({ ...over, consecutiveFailures: 3 });
    expect(finding?.severity).toBe('warning');
    expect(finding?.detail).toContain('after 3 failures in a row');
    expect(one({ ...over, maxRetries: -1, consecutiveFailures: 3 })?.severity).toBe('notice');
    expect(one({ ...over, maxRetries: 0, consecutiveFailures: 0 })?.severity).toBe('notice');
  });

  it('is resumed on the primary, where a standby shows it', () => {
    const standby = { server: server({ inRecovery: true }) };
    expect(one({ scheduled: false }, standby)?.detail).toContain('on the primary');
    expect(one(stuck, standby)).toBeUndefined();
    expect(one({ nextStartInfinite: true, nextStartAt: null }, standby)).toBeUndefined();
  });

  it('has no SQL on the Apache licence', () => {
    const apache = server({ timescale: timescale('2.23.0', { license: 'apache' }) });
    expect(one({ scheduled: false }, { server: apache })).not.toHaveProperty('advice');
  });
});

describe('a stuck job', () => {
  it('began ten minutes ago and has no worker', () => {
    expect(one({ ...stuck, lastStartedAt: at(-600) })).toBeUndefined();
    expect(one({ ...stuck, isRunning: true })).toBeUndefined();
    expect(one({ ...stuck, lastStartedAt: null })).toBeUndefined();
    const finding = one({ ...stuck, lastStartedAt: at(-9 * 86_400) });
    expect(finding?.title).toMatch(/^Free the job 1000/);
    expect(finding?.facts.sinceStartSeconds).toBe(9 * 86_400);
    expect(steps(finding)).toEqual(['SELECT alter_job(1000, next_start => now());']);
    expect(finding?.advice?.undo).toHaveProperty('impossible');
  });

  it('is critical until 2.26.4, which frees such jobs by itself', () => {
    const on = (version: Parameters<typeof timescale>[0]) =>
      one({ ...custom, ...stuck }, { server: server({ timescale: timescale(version) }) });
    expect(on('2.26.3')?.severity).toBe('critical');
    expect(on('2.26.3')?.detail).toContain('never runs again');
    expect(on('2.26.4')?.severity).toBe('notice');
    expect(on('2.26.4')?.detail).not.toContain('never runs again');
  });
});

describe('a next start', () => {
  it('at infinity is never, and is set back there', () => {
    const finding = one({ nextStartInfinite: true, nextStartAt: null });
    expect(finding?.severity).toBe('warning');
    expect(steps(finding)).toEqual(['SELECT alter_job(1000, next_start => now());']);
    expect(finding?.advice?.undo).toMatchObject([
      { sql: "SELECT alter_job(1000, next_start => 'infinity'::timestamptz);" },
    ]);
  });

  it('is too far from six schedules on, and from two days on', () => {
    expect(one({ nextStartAt: at(6 * 43_200) })).toBeUndefined();
    expect(one({ nextStartAt: at(6 * 43_200 + 1) })?.facts.untilNextStartSeconds).toBe(6 * 43_200 + 1);
    const hourly = { scheduleIntervalSeconds: 3_600 };
    expect(one({ ...hourly, nextStartAt: at(172_800) })).toBeUndefined();
    const finding = one({ ...hourly, nextStartAt: at(172_801) });
    expect(finding?.advice?.undo).toMatchObject([
      { sql: `SELECT alter_job(1000, next_start => '${at(172_801)}'::timestamptz);` },
    ]);
  });
});

describe('a retention job', () => {
  const paused = job({ jobId: 1001, procedureName: 'policy_retention', scheduled: false });
  const artifacts = {
    jobs: [paused],
    policies: [retention({ scheduled: false, afterSeconds: 30 * 86_400, config: { drop_after: '30 days' } })],
    hypertables: [hypertable()],
    chunks: dailyChunks(40),
  };

  it('shows first what its next run deletes', () => {
    const [finding] = check(artifacts);
    expect(finding?.title).toBe('Resume the job 1001, Columnstore Policy of public.metrics');
    expect(finding?.advice?.deletesData).toBe(true);
    // Of 40 daily chunks the policy's thirty days keep 30.
    expect(finding?.advice?.precheck).toEqual({
      sql: `SELECT count(*) OVER () AS chunks, chunk FROM show_chunks('"public"."metrics"', older_than => INTERVAL '30 days') AS chunk;`,
      expect: '10 — the chunks that its next run deletes; the second column names them',
    });
    expect(finding?.advice?.note).toContain('deletes chunks');
  });

  it('holds what it would delete against what was read, and shows no check that cannot fail', () => {
    const precheck = (over: Partial<Artifacts>) => check({ ...artifacts, ...over })[0]?.advice?.precheck;
    expect(precheck({ chunks: dailyChunks(30) })).toEqual({
      sql: `SELECT count(*) FROM show_chunks('"public"."metrics"', older_than => INTERVAL '30 days');`,
      expect: '0 — the chunks that its next run deletes',
    });
    expect(precheck({ chunks: null })).toBeUndefined();
    const integer = {
      hypertables: [
        hypertable({ isIntegerTime: true, timeColumnType: 'bigint', integerNowFunction: 'public.now_ticks' }),
      ],
      policies: [
        retention({ scheduled: false, afterSeconds: null, afterUnits: 2_000, config: { drop_after: 2_000 } }),
      ],
    };
    const ticks = (starts: readonly number[]) =>
      starts.map((start) => chunk({ chunkId: start, rangeStartUnits: start, rangeEndUnits: start + 1_000 }));
    expect(precheck({ ...integer, chunks: ticks([0, 1_000, 4_000]) })).toMatchObject({
      sql: expect.stringContaining('SELECT count(*) OVER () >= 2 AS at_least'),
      expect: expect.stringMatching(/^true — /),
    });
    expect(precheck({ ...integer, chunks: ticks([3_000, 4_000]) })).toBeUndefined();
  });

  it('is not resumed where refreshes would then delete history', () => {
    const [policy] = artifacts.policies;
    const withRefresh = (startOffsetSeconds: number | null) =>
      check({
        ...artifacts,
        policies: [...(policy ? [policy] : []), refresh({ startOffsetSeconds })],
        continuousAggregates: [aggregate()],
      })[0];
    expect(withRefresh(30 * 86_400)).toHaveProperty('advice');
    for (const start of [31 * 86_400, null]) {
      expect(withRefresh(start)).not.toHaveProperty('advice');
      expect(withRefresh(start)?.detail).toContain('narrow their windows first');
    }
  });

  it('is not resumed where its run would delete what an aggregate has not read', () => {
    const withAggregate = (over: Parameters<typeof aggregate>[0]) =>
      check({ ...artifacts, continuousAggregates: [aggregate(over)] })[0];
    // The run drops what ended 30 days ago and earlier.
    expect(withAggregate({ watermarkUnits: daysAgo(30) })).toHaveProperty('advice');
    const unread = withAggregate({ watermarkUnits: daysAgo(30.1) });
    expect(unread).not.toHaveProperty('advice');
    expect(unread?.detail).toContain('would delete rows that public.metrics_hourly has not read');
  });

  it('is not resumed either when it is the refresh that would delete history', () => {
    const paused = job({
      jobId: 1002,
      procedureName: 'policy_refresh_continuous_aggregate',
      scheduled: false,
    });
    const resumed = (startOffsetSeconds: number | null) =>
      check({
        jobs: [paused],
        policies: [retention({ afterSeconds: 30 * 86_400 }), refresh({ startOffsetSeconds })],
        continuousAggregates: [aggregate()],
      })[0];
    expect(resumed(30 * 86_400)).toHaveProperty('advice');
    expect(resumed(null)).not.toHaveProperty('advice');
  });

  it('is found where nothing is known of policies and hypertables', () => {
    const [finding] = check({
      jobs: [paused],
      policies: null,
      hypertables: null,
      continuousAggregates: null,
      chunks: null,
    });
    expect(finding?.advice?.deletesData).toBe(true);
    expect(finding?.advice).not.toHaveProperty('precheck');
  });
});
