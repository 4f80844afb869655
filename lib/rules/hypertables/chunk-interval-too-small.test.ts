import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, DAY_UNITS, daysAgo, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import {
  aggregateHypertable,
  chunk,
  compressedChunk,
  dailyChunks,
  hypertable,
} from '../testing/hypertable-rows';
import { policy, retention } from '../testing/job-rows';
import { settings } from '../testing/setting-rows';
import rule from './chunk-interval-too-small';

type Artifacts = Parameters<typeof rule.check>[0];
const check = (over: Partial<Artifacts> = {}, contextOver: Parameters<typeof context>[0] = {}) =>
  expectFindings(
    rule.check(
      { hypertables: [hypertable()], chunks: daily(200), policies: [], settings: null, ...over },
      context(contextOver),
    ),
  );
/** Daily chunks of so many bytes, a fifth of them indexes. */
const daily = (count: number, rowTotalBytes = 10_000_000) =>
  dailyChunks(count, (over) => chunk({ ...over, rowTotalBytes, rowIndexBytes: rowTotalBytes / 5 }));
const target = (...args: Parameters<typeof check>) => check(...args)[0]?.facts.targetIntervalSeconds;
const days = (count: number) => count * 86_400;
const sharedBuffers = (bytes: number) =>
  settings({ shared_buffers: Math.floor(bytes / 8_192) }).map((row) => ({ ...row, unit: '8kB' }));

describe('hypertables/chunk-interval-too-small', () => {
  it('is quiet where chunks are large, or few', () => {
    expect(check({ chunks: daily(200, 50_000_000) })).toEqual([]);
    expect(check({ chunks: daily(200, 49_999_999) })).toHaveLength(1);
    expect(check({ chunks: daily(100) })).toEqual([]);
    expect(check({ chunks: daily(101) })).toHaveLength(1);
  });

  it('scales the threshold with the profile', () => {
    expect(check({}, { profile: { byteThresholdRatio: 0.1 } })).toEqual([]);
  });

  it('doubles the interval, says where that leads, and keeps the present one for the undo', () => {
    const [finding] = check();
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: {
        chunks: 200,
        chunkBytes: 10_000_000,
        chunkIntervalSeconds: days(1),
        advisedIntervalSeconds: days(2),
        targetIntervalSeconds: days(30),
        targetChunks: 7,
      },
      advice: {
        steps: [{ sql: `SELECT set_chunk_time_interval('"public"."metrics"', INTERVAL '2 days');` }],
        undo: [{ sql: `SELECT set_chunk_time_interval('"public"."metrics"', INTERVAL '1 day');` }],
        verify: { expect: '172800000000 — microseconds' },
      },
    });
    expect(finding?.advice?.note).toContain('one step of a factor of two towards 30\u00a0d');
    expect(finding?.advice?.note).toContain('How much memory the server has is not known');
  });

  it('judges the interval in force, so that its target is enough', () => {
    expect(check({ hypertables: [hypertable({ chunkIntervalSeconds: days(30) })] })).toEqual([]);
  });

  it('waits after a step until one chunk of the new length is complete', () => {
    const hypertables = [hypertable({ chunkIntervalSeconds: days(2) })];
    expect(check({ hypertables })).toEqual([]);
    const [newest, ...older] = daily(301).reverse();
    if (!newest) throw new Error('no chunk');
    const complete = { ...newest, rangeStartUnits: (newest.rangeStartUnits ?? 0) - DAY_UNITS };
    const chunks = [complete, ...older.slice(1)];
    expect(check({ hypertables, chunks })[0]?.facts.advisedIntervalSeconds).toBe(days(4));
  });

  it('stays at a gigabyte a chunk', () => {
    expect(target({ chunks: daily(200, 40_000_000) })).toBe(days(7));
  });

  it('never goes above the age at which chunks are converted, nor above a tenth of retention', () => {
    expect(target({ policies: [policy({ afterSeconds: days(7) })] })).toBe(days(7));
    expect(check({ policies: [policy({ afterSeconds: days(1) })] })).toEqual([]);
    expect(target({ policies: [retention({ afterSeconds: days(180) })] })).toBe(days(7));
    expect(check({ policies: [retention({ afterSeconds: days(90) })] })).toEqual([]);
    expect(target({ policies: [policy({ hypertableId: 2, afterSeconds: days(1) })] })).toBe(days(30));
  });

  it('leaves a factor below two alone', () => {
    const spans = (count: number, width: number) =>
      daily(count, 1_000_000).map((row, at) => ({
        ...row,
        rangeStartUnits: daysAgo((count - at) * width),
        rangeEndUnits: daysAgo((count - at - 1) * width),
      }));
    const hypertables = [hypertable({ chunkIntervalSeconds: days(16) })];
    const chunks = spans(101, 16);
    expect(check({ hypertables, chunks })).toEqual([]);
    const shorter = [hypertable({ chunkIntervalSeconds: days(15) })];
    expect(check({ hypertables: shorter, chunks: spans(102, 15) })).toHaveLength(1);
  });

  it('takes compressed chunks for the rows that they were', () => {
    const small = dailyChunks(200, (over) => compressedChunk({ ...over, beforeBytes: 10_000_000 }));
    expect(check({ chunks: small })).toHaveLength(1);
    expect(check({ chunks: dailyChunks(200, compressedChunk) })).toEqual([]);
  });

  it('is quiet where compression has merged the chunks', () => {
    const merged = dailyChunks(200, compressedChunk)
      .filter((_, at) => at % 20 === 0)
      .map((row) => ({ ...row, rangeEndUnits: (row.rangeEndUnits ?? 0) + 19 * DAY_UNITS }));
    const hypertables = [hypertable({ chunkIntervalSeconds: 3_600 })];
    expect(check({ hypertables, chunks: merged })).toEqual([]);
  });

  it('grows into what the others leave of the memory, and says so when that is nothing', () => {
    const other = hypertable({ hypertableId: 2, name: 'other' });
    const chunks = [
      ...daily(200),
      ...daily(3, 1_000_000_000).map((row) => ({ ...row, hypertableId: 2, chunkId: 1_000 + row.chunkId })),
    ];
    const withMemory = (memoryBytes: number) =>
      check({ hypertables: [hypertable(), other], chunks }, { profile: { memoryBytes } });
    expect(withMemory(1_100_000_000)[0]?.facts.targetIntervalSeconds).toBe(days(30));
    // A quarter is 220 MB, of which the other one takes 200 MB: 20 MB are ten days of 2 MB.
    expect(withMemory(880_000_000)[0]?.facts.targetIntervalSeconds).toBe(days(7));
    const [full] = withMemory(800_000_000);
    expect(full?.detail).toContain('the memory bears no longer ones');
    expect(full?.advice).toBeUndefined();
    expect(full?.facts).toMatchObject({ targetChunks: null });
  });

  it('counts what is in shared_buffers, and says that they bind', () => {
    const profile = { memoryBytes: 64_000_000_000 };
    // 20 MB of them are ten days of 2 MB of indexes.
    const buffers = sharedBuffers(20_000_000);
    const [finding] = check({ settings: buffers }, { profile });
    expect(finding?.facts.targetIntervalSeconds).toBe(days(7));
    expect(finding?.advice?.note).toContain('of shared_buffers, which bind before the');
    expect(check({ settings: sharedBuffers(200_000) }, { profile })[0]?.detail).toContain(
      'shared_buffers bear no longer ones',
    );
    const ample = check({ settings: sharedBuffers(20e9) }, { profile });
    expect(ample[0]?.advice?.note).toContain('which binds before the 18.6\u00a0GiB of shared_buffers');
  });

  it('is graver the more chunks there are', () => {
    const severity = (count: number) => check({ chunks: daily(count, 1_000_000) })[0]?.severity;
    expect([4_999, 5_000, 9_999, 10_000].map(severity)).toEqual(['notice', 'warning', 'warning', 'critical']);
  });

  it('works in units of integer time, up to a tenth of what is kept', () => {
    const ticks = hypertable({
      isIntegerTime: true,
      timeColumnType: 'bigint',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 100,
    });
    const chunks = Array.from({ length: 200 }, (_, at) =>
      chunk({
        chunkId: at + 1,
        rangeStartUnits: at * 100,
        rangeEndUnits: at * 100 + 100,
        createdAt: new Date(NOW_MS).toISOString(),
        rowTotalBytes: 1_000_000,
      }),
    );
    const [finding] = check({ hypertables: [ticks], chunks });
    expect(finding).toMatchObject({
      confidence: 'medium',
      facts: { chunkIntervalUnits: 100, advisedIntervalUnits: 200, targetIntervalUnits: 1_600 },
      advice: {
        steps: [{ sql: `SELECT set_chunk_time_interval('"public"."metrics"', 200::bigint);` }],
        undo: [{ sql: `SELECT set_chunk_time_interval('"public"."metrics"', 100::bigint);` }],
        verify: { expect: '200 — units' },
      },
    });
  });

  it('names an aggregate by its view, sets its table, and lets it have longer chunks', () => {
    const [finding] = check({
      hypertables: [aggregateHypertable({ hypertableId: 1, chunkIntervalSeconds: days(1) })],
      chunks: daily(400, 100_000),
    });
    expect(finding?.subject).toEqual(['public', 'metrics_hourly']);
    expect(finding?.facts.targetIntervalSeconds).toBe(days(90));
    expect(finding?.advice?.steps[0]?.sql).toBe(
      `SELECT set_chunk_time_interval('"_timescaledb_internal"."_materialized_hypertable_2"', INTERVAL '2 days');`,
    );
  });

  it('names the column where there is another dimension, and no merge, which wants a single one', () => {
    const [finding] = check({ hypertables: [hypertable({ dimensionCount: 2, timeColumn: "o'clock" })] });
    expect(finding?.advice?.steps[0]?.sql).toBe(
      `SELECT set_chunk_time_interval('"public"."metrics"', INTERVAL '2 days', 'o''clock');`,
    );
    expect(finding?.advice?.note).not.toContain('merge_chunks');
  });

  it('names merge_chunks where the server has it and nothing drops the chunks', () => {
    const note = (
      version: `${number}.${number}.${number}`,
      over = {},
      policies: Artifacts['policies'] = [],
    ) => check({ policies }, { server: server({ timescale: timescale(version, over) }) })[0]?.advice?.note;
    expect(note('2.17.2')).not.toContain('merge_chunks');
    expect(note('2.18.0')).toContain('merge_chunks joins neighbours in the row store');
    expect(note('2.26.4')).toContain('merge_chunks joins neighbours that');
    expect(note('2.26.4', { license: 'apache' })).not.toContain('merge_chunks');
    expect(note('2.26.4', {}, [retention({ afterSeconds: days(180) })])).toContain(
      'until retention drops them',
    );
  });

  it('does not apply without hypertables, and does not run when policies were not read', () => {
    expect(
      rule.check({ hypertables: [], chunks: [], policies: [], settings: null }, context()),
    ).toHaveProperty('notApplicable');
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [hypertable()], chunks: [] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
  });
});
