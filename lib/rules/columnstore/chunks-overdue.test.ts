import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, daysAgo, NOW_MS, secondsAgo, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, compressedChunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { job, policy } from '../testing/job-rows';
import rule from './chunks-overdue';

const check = (
  over: Partial<Parameters<typeof rule.check>[0]> = {},
  contextOver: Parameters<typeof context>[0] = {},
) =>
  expectFindings(
    rule.check(
      { hypertables: [hypertable()], chunks: [], policies: [policy()], jobs: null, ...over },
      context(contextOver),
    ),
  );
const on = (version: `${number}.${number}.${number}`) => ({
  server: server({ timescale: timescale(version) }),
});
const paused = policy({ scheduled: false });

describe('columnstore/chunks-overdue', () => {
  it('is quiet while the oldest chunk is within the age, a day and one run of the policy', () => {
    // Runs every twelve hours, so a chunk may be 8.5 days old.
    expect(check({ chunks: dailyChunks(9) })).toEqual([]);
  });

  it('speaks one chunk past it, and converts all that a run of the policy would', () => {
    const [finding] = check({ chunks: dailyChunks(10) });
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      confidence: 'high',
      facts: {
        overdueChunks: 1,
        overdueBytes: 100_000_000,
        overdueSeconds: 2 * 86_400,
        compressAfterSeconds: 7 * 86_400,
        columnstoreRatio: null,
        frozenChunks: 0,
      },
    });
    const names = [1, 2, 3].map((id) => `'"_timescaledb_internal"."_hyper_1_${id}_chunk"'`).join(', ');
    expect(finding?.advice).toMatchObject({
      steps: [
        {
          transaction: 'none',
          rewrites: true,
          lock: { mode: 'AccessExclusive' },
          duration: { seconds: 15 },
        },
      ],
      verify: {
        sql: 'SELECT count(*) FROM _timescaledb_catalog.chunk WHERE id IN (1, 2, 3) AND status & 1 = 0;',
        expect: '0 — none of these chunks is left in the row store',
      },
    });
    expect(finding?.advice?.steps[0]?.sql).toContain(`ARRAY[${names}]`);
    expect(finding?.advice?.undo).toMatchObject([{ sql: expect.stringContaining(`ARRAY[${names}]`) }]);
    expect(finding?.impact?.bytesSaved).toBeUndefined();
  });

  it('gives a slow schedule its run', () => {
    const slow = policy({ scheduleIntervalSeconds: 5 * 86_400 });
    expect(check({ chunks: dailyChunks(14), policies: [slow] })).toEqual([]);
    expect(check({ chunks: dailyChunks(15), policies: [slow] })).toHaveLength(1);
  });

  it('estimates the saving from the chunks that are converted already', () => {
    const converted = compressedChunk({
      chunkId: 99,
      rangeStartUnits: daysAgo(40),
      rangeEndUnits: daysAgo(39),
    });
    const [finding] = check({ chunks: [converted, ...dailyChunks(10)] });
    expect(finding?.facts).toMatchObject({ overdueChunks: 1, columnstoreRatio: 10 });
    expect(finding?.impact?.bytesSaved).toEqual({ low: 3 * 90_000_000, high: 3 * 90_000_000 });
  });

  it('says so where converting makes chunks larger', () => {
    const note = (columnTotalBytes: number) => {
      const converted = compressedChunk({
        chunkId: 99,
        rangeStartUnits: daysAgo(40),
        rangeEndUnits: daysAgo(39),
        columnTotalBytes,
      });
      return check({ chunks: [converted, ...dailyChunks(10)] })[0]?.advice?.note;
    };
    expect(note(100_000_000)).not.toContain('change these first');
    expect(note(100_000_001)).toContain('change these first');
  });

  it('leaves a paused policy to the rule about jobs that are not scheduled', () => {
    expect(check({ chunks: dailyChunks(20), policies: [paused] })).toEqual([]);
  });

  it('names a stuck job as its cause', () => {
    const stuck = job({ nextStartAt: null, nextStartUnset: true, lastStartedAt: secondsAgo(9 * 86_400) });
    expect(check({ chunks: dailyChunks(20), jobs: [stuck] })).toMatchObject([
      {
        detail: expect.stringContaining('Its job 1000 is stuck'),
        cause: { rule: 'jobs/not-scheduled', subject: ['job', '1000'] },
      },
    ]);
    expect(check({ chunks: dailyChunks(20), jobs: [job()] })[0]).not.toHaveProperty('cause');
    expect(check({ chunks: dailyChunks(20), jobs: [{ ...stuck, isRunning: true }] })[0]).not.toHaveProperty(
      'cause',
    );
  });

  it('says how its job fares', () => {
    const failing = job({ consecutiveFailures: 4, lastRunSucceeded: false });
    expect(check({ chunks: dailyChunks(20), jobs: [failing] })[0]).toMatchObject({
      detail: expect.stringContaining('failed 4 times in a row'),
      facts: { consecutiveFailures: 4 },
    });
  });

  it('knows the versions whose policy converts nothing when it is told not to recompress', () => {
    const told = policy({ recompresses: false, config: { hypertable_id: 1, recompress: false } });
    const rows = { chunks: dailyChunks(20), policies: [told] };
    for (const version of ['2.19.0', '2.26.4'] as const) {
      const [finding] = check(rows, on(version));
      expect(finding?.detail).toContain('converts no chunk at all');
      expect(finding?.advice?.steps[0]?.sql).toContain("'{recompress}', 'true'");
      expect(finding?.advice?.undo).toMatchObject([
        { sql: `SELECT alter_job(1000, config => '{"hypertable_id":1,"recompress":false}'::jsonb);` },
        {},
      ]);
    }
    for (const version of ['2.18.2', '2.27.0'] as const) {
      const [finding] = check(rows, on(version));
      expect(finding?.detail).not.toContain('converts no chunk at all');
      expect(finding?.advice?.steps).toHaveLength(1);
    }
  });

  it('takes fifty chunks at most, the oldest, and says how to go on', () => {
    const [finding] = check({ chunks: dailyChunks(100).reverse() });
    expect(finding?.advice?.steps[0]?.sql.match(/_hyper_1_/g)).toHaveLength(50);
    expect(finding?.advice?.steps[0]?.sql).toContain('_hyper_1_1_chunk');
    expect(finding?.advice?.note).toContain('the 50 oldest of 93 chunks');
    expect(finding?.advice?.note).toContain('CALL run_job(1000)');
  });

  it('leaves out tiered, frozen and open-ended chunks, and counts the frozen ones', () => {
    const old = chunk({ rangeStartUnits: daysAgo(31), rangeEndUnits: daysAgo(30) });
    const frozen = { ...old, chunkId: 2, isFrozen: true };
    expect(check({ chunks: [{ ...old, isTiered: true }, { ...old, rangeEndUnits: null }, frozen] })).toEqual(
      [],
    );
    const [finding] = check({ chunks: [old, frozen] });
    expect(finding?.facts).toMatchObject({ overdueChunks: 1, frozenChunks: 1 });
    expect(finding?.detail).toContain('frozen');
  });

  it('needs no loop for a single chunk, and speaks the vocabulary before 2.18', () => {
    const old = chunk({ rangeStartUnits: daysAgo(31), rangeEndUnits: daysAgo(30) });
    const { advice } = check({ chunks: [old] }, on('2.17.2'))[0] ?? {};
    expect(advice?.steps[0]).toMatchObject({
      sql: `SELECT compress_chunk('"_timescaledb_internal"."_hyper_1_1_chunk"', if_not_compressed => true);`,
      transaction: 'own',
    });
    expect(advice?.undo).toMatchObject([
      {
        sql: `SELECT decompress_chunk('"_timescaledb_internal"."_hyper_1_1_chunk"', if_compressed => true);`,
      },
    ]);
  });

  it('goes by creation where the policy does', () => {
    const byCreation = policy({ byCreation: true });
    const created = (days: number) =>
      chunk({ createdAt: new Date(NOW_MS - days * 86_400_000).toISOString() });
    expect(check({ chunks: [created(8)], policies: [byCreation] })).toEqual([]);
    expect(check({ chunks: [created(9)], policies: [byCreation] })).toHaveLength(1);
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
  const converts = (units: number, over = {}) => policy({ afterSeconds: null, afterUnits: units, ...over });

  it('works in units of integer time, two intervals past the age', () => {
    expect(check({ hypertables: [integer], chunks: ticks, policies: [converts(6_000)] })).toEqual([]);
    expect(check({ hypertables: [integer], chunks: ticks, policies: [converts(5_000)] })).toMatchObject([
      { confidence: 'medium', facts: { overdueUnits: 3_000, compressAfterUnits: 5_000 } },
    ]);
  });

  it('trusts a job that works over its own guess of integer time’s present', () => {
    const rows = { hypertables: [integer], chunks: ticks, jobs: [job()] };
    expect(check({ ...rows, policies: [converts(1_000)] })).toEqual([]);
  });

  it('gives no SQL where the licence has no columnstore', () => {
    const apache = { server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) };
    expect(check({ chunks: dailyChunks(20) }, apache)[0]?.advice).toBeUndefined();
  });

  it('does not apply without columnstore policies, and does not run without chunks', () => {
    expect(rule.check({ hypertables: [], chunks: [], policies: [], jobs: null }, context())).toHaveProperty(
      'notApplicable',
    );
    const snapshot = snapshotOf({ hypertables: [hypertable()], policies: [policy()] });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
