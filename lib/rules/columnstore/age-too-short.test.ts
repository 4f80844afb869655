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
    expect(one({ jobs: [failed] })).toBeUndefined();
  });

  it('cannot tell in less than an hour, unless nothing came late at all', () => {
    const window = (secondsAgo: number) => ({ jobs: [job({ lastSucceededAt: at(secondsAgo) })] });
    expect(run(window(3_599))).toHaveProperty('notRun');
    expect(run(window(3_600))).toHaveLength(1);
    expect(run({ jobs: [] })).toHaveProperty('notRun');
    expect(run({ ...window(60), chunks: whole })).toEqual([]);
  });

  it('cannot tell the pace of what comes in without whole chunks, nor of integers', () => {
    expect(one({ chunks: [late(8, 50_000_000)] })).toBeUndefined();
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
