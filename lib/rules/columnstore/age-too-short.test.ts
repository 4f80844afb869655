import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, daysAgo, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { compressedChunk, hypertable } from '../testing/hypertable-rows';
import { job, policy, retention } from '../testing/job-rows';
import rule from './age-too-short';

type Artifacts = Parameters<typeof rule.check>[0];
const at = (secondsAgo: number) => new Date(NOW_MS - secondsAgo * 1_000).toISOString();
const HALF_A_DAY = 43_200;
/** Chunks of a day, which held 100 MB each; a policy converts them after a week. */
const daily = (daysOld: number, over: Partial<Row<'chunks'>> = {}) =>
  compressedChunk({
    chunkId: daysOld,
    rangeStartUnits: daysAgo(daysOld + 1),
    rangeEndUnits: daysAgo(daysOld),
    ...over,
  });
const late = (daysOld: number, rowHeapBytes: number) => daily(daysOld, { isPartial: true, rowHeapBytes });
const whole = Array.from({ length: 20 }, (_, n) => daily(30 + n));
const run = (over: Partial<Artifacts>, contextOver: Parameters<typeof context>[0] = {}) =>
  rule.check(
    {
      hypertables: [hypertable()],
      chunks: [...whole, late(8, 50_000_000)],
      policies: [policy()],
      jobs: [job({ lastSucceededAt: at(HALF_A_DAY) })],
      ...over,
    },
    context(contextOver),
  );
const one = (...given: Parameters<typeof run>) => expectFindings(run(...given))[0];

describe('columnstore/age-too-short', () => {
  it('is quiet where little comes late', () => {
    expect(one({ chunks: whole })).toBeUndefined();
    // Half a day, as long as the schedule: what a run takes in.
    expect(one({ chunks: [...whole, late(8, 49_999_999)] })).toBeUndefined();
    // Five days of 100 MB: a tenth of that.
    const days = { jobs: [job({ lastSucceededAt: at(5 * 86_400) })] };
    expect(one(days)).toBeUndefined();
    expect(one({ ...days, chunks: [...whole, late(8, 50_000_001)] })).toBeDefined();
  });

  it('converts later than nine tenths of it come, and puts the configuration back', () => {
    expect(one({})).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      confidence: 'medium',
      facts: {
        lateBytes: 50_000_000,
        lateChunks: 1,
        windowSeconds: HALF_A_DAY,
        lateRatio: 1,
        afterSeconds: 604_800,
      },
      advice: {
        undo: [{ sql: expect.stringContaining('"compress_after":"7 days"') }],
        verify: { expect: '9 days' },
      },
    });
    expect(one({})?.advice?.steps[0]?.sql).toContain('"9 days"');
    const spread = [...whole, late(8, 80_000_000), late(12, 15_000_000), late(29, 5_000_000)];
    expect(one({ chunks: spread })?.advice?.verify.expect).toBe('13 days');
  });

  it('leaves alone what is frozen, tiered, or not due yet', () => {
    const others = [
      { ...late(8, 60_000_000), isFrozen: true },
      { ...late(9, 60_000_000), isTiered: true },
      late(6, 60_000_000),
    ];
    expect(one({ chunks: [...whole, ...others] })).toBeUndefined();
  });

  it('does not look where another rule does: a policy that is paused, told not to, or fails', () => {
    expect(run({ policies: [policy({ scheduled: false })] })).toHaveProperty('notApplicable');
    expect(run({ policies: [policy({ recompresses: false })] })).toHaveProperty('notApplicable');
    const failed = job({ lastSucceededAt: at(HALF_A_DAY), lastRunSucceeded: false });
    expect(run({ jobs: [failed] })).toEqual({
      notRun: 'public.metrics: job 1000 failed at its last run',
      findings: [],
      unknown: [['public', 'metrics']],
    });
  });

  it('does not call a run that goes on a failed one, nor one that never succeeded none', () => {
    // TimescaleDB notes no success until the run ends.
    const running = job({ lastSucceededAt: at(HALF_A_DAY), lastRunSucceeded: false, isRunning: true });
    expect(run({ jobs: [running] })).toMatchObject({
      notRun: 'public.metrics: job 1000 runs now',
      isWaiting: true,
    });
    const never = run({ jobs: [job({ lastSucceededAt: null, lastRunSucceeded: false })] });
    expect(never).toMatchObject({ notRun: 'public.metrics: job 1000 has never succeeded' });
    expect(never).not.toHaveProperty('isWaiting');
    const unrun = job({ lastSucceededAt: null, lastRunSucceeded: null, totalRuns: 0 });
    expect(run({ jobs: [unrun] })).toMatchObject({
      notRun: 'public.metrics: job 1000 has not run yet',
      isWaiting: true,
    });
  });

  const window = (secondsAgo: number) => ({ jobs: [job({ lastSucceededAt: at(secondsAgo) })] });
  /** Each second a hundred and more times what a chunk of 100 MB a day gets. */
  const busy = Array.from({ length: 20 }, (_, n) => daily(30 + n, { beforeBytes: 12_000_000_000 }));

  it('cannot tell in less than an hour, and then only if much came late already', () => {
    expect(run(window(3_599))).toMatchObject({ isWaiting: true, findings: [] });
    expect(run(window(3_600))).toHaveLength(1);
    expect(run({ jobs: [] })).toMatchObject({ isWaiting: true });
  });

  it('waits after a run until what was found before could be there again', () => {
    const afterRun = (secondsAgo: number, bytes: number) =>
      run({ ...window(secondsAgo), chunks: [...whole, late(8, bytes)] });
    // 5 MB an hour: 60 MB for each run, ten times what would be fine.
    for (const hours of [0.1, 0.5, 1, 5.9])
      expect(afterRun(hours * 3_600, hours * 5e6), `${hours} hours`).toMatchObject({
        isWaiting: true,
        unknown: [['public', 'metrics']],
      });
    for (const hours of [6, 8, 11]) expect(afterRun(hours * 3_600, hours * 5e6)).toHaveLength(1);
    // 4 MB an hour are less than 50 MB for each run.
    for (const hours of [6, 8, 11]) expect(afterRun(hours * 3_600, hours * 4e6)).toEqual([]);
  });

  it('waits no longer than it takes for too much to come', () => {
    // A tenth of 12 GB a day are 50 MB in an hour.
    const chunks = [...busy, late(8, 49_000_000)];
    expect(run({ ...window(3_599), chunks })).toHaveProperty('notRun');
    expect(run({ ...window(3_601), chunks })).toEqual([]);
  });

  it('does not wait where all that comes between two runs is little', () => {
    const small = Array.from({ length: 20 }, (_, n) => daily(30 + n, { beforeBytes: 90_000_000 }));
    expect(run({ ...window(60), chunks: small })).toEqual([]);
    expect(run({ ...window(60), chunks: whole })).toHaveProperty('notRun');
  });

  it('waits half a schedule where that is less than an hour', () => {
    const policies = [policy({ scheduleIntervalSeconds: 1_200 })];
    const chunks = [...busy, late(8, 30_000_000)];
    expect(run({ ...window(599), policies, chunks })).toHaveProperty('notRun');
    expect(run({ ...window(600), policies, chunks })).toHaveLength(1);
  });

  it('says of which it cannot tell beside what it found', () => {
    const other = hypertable({ hypertableId: 2, name: 'other' });
    const ran = job({ jobId: 2000, lastSucceededAt: at(60) });
    const both = run({
      hypertables: [hypertable(), other],
      policies: [policy(), policy({ jobId: 2000, hypertableId: 2 })],
      chunks: [...whole, late(8, 50_000_000), ...whole.map((chunk) => ({ ...chunk, hypertableId: 2 }))],
      jobs: [job({ lastSucceededAt: at(HALF_A_DAY) }), ran],
    });
    expect(both).toMatchObject({
      notRun: expect.stringMatching(/^public\.other: job 2000 ran 1.min ago/),
      isWaiting: true,
      findings: [{ subject: ['public', 'metrics'] }],
      unknown: [['public', 'other']],
    });
  });

  it('cannot tell the pace of what comes in without whole chunks, nor of integers', () => {
    expect(run({ chunks: [late(8, 50_000_000)] })).toHaveProperty('notRun');
    expect(run({ chunks: [late(8, 49_999_999)] })).toEqual([]);
    expect(run({ chunks: [] })).toEqual([]);
    const ticks = hypertable({ isIntegerTime: true, chunkIntervalSeconds: null, chunkIntervalUnits: 1_000 });
    expect(one({ hypertables: [ticks] })).toBeUndefined();
  });

  it('gives no SQL where retention leaves no room, or the licence no policies', () => {
    const short = one({ policies: [policy(), retention({ afterSeconds: 14 * 86_400 })] });
    expect(short?.advice).toBeUndefined();
    expect(short?.detail).toContain('retention leaves no room');
    const apache = server({ timescale: timescale('2.23.0', { license: 'apache' }) });
    expect(one({}, { server: apache })?.advice).toBeUndefined();
  });

  it('says not-run, not passed, when chunks could not be read', () => {
    const snapshot = snapshotOf({ hypertables: [hypertable()], policies: [policy()], jobs: [job()] });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
