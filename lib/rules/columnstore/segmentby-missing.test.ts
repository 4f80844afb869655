import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import type { Finding } from '../rule';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import {
  aggregateHypertable,
  chunkSetting,
  column,
  columnstoreSetting,
  compressedChunk,
  dailyChunks,
  hypertable,
} from '../testing/hypertable-rows';
import { statement } from '../testing/statement-rows';
import rule from './segmentby-missing';

type Artifacts = Parameters<typeof rule.check>[0];

const time = column({ name: 'time', type: 'timestamp with time zone', position: 1, distinctValues: -1 });
const none = columnstoreSetting({ segmentBy: [] });

const look = (over: Partial<Artifacts> = {}, contextOver = {}) =>
  rule.check(
    {
      hypertables: [hypertable()],
      chunks: dailyChunks(10, compressedChunk),
      compressionSettings: [none],
      chunkCompression: null,
      statements: null,
      columnstoreDefaults: null,
      hypertableColumns: [time, column()],
      ...over,
    },
    context(contextOver),
  );
const check = (over: Partial<Artifacts> = {}, contextOver = {}): readonly Finding[] =>
  expectFindings(look(over, contextOver));
const old = (version: `${number}.${number}.${number}`) => ({
  server: server({ timescale: timescale(version) }),
});

describe('columnstore/segmentby-missing', () => {
  it('is quiet where there is one', () => {
    expect(check({ compressionSettings: [columnstoreSetting()] })).toEqual([]);
  });

  it('names the column that queries filter by, and what reading one value costs', () => {
    const [finding] = check();
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      confidence: 'medium',
      title: 'Segment public.metrics by device_id',
      facts: { valuesPerChunk: 10, rowsPerChunk: 1_000_000, compressedChunks: 10, totalBytes: 100_245_760 },
    });
    expect(finding?.impact?.basis).toContain('up to 10 times');
    expect(finding?.advice?.steps[0]?.sql).toContain(
      `timescaledb.segmentby = '"device_id"', timescaledb.orderby = '"time" DESC'`,
    );
    expect(finding?.advice?.undo).toEqual([
      { sql: expect.stringContaining(`timescaledb.segmentby = ''`) },
      { sql: expect.stringContaining('DO ') },
    ]);
  });

  it('counts values that grow with the rows by the rows of a chunk', () => {
    const growing = column({ distinctValues: -0.001 });
    expect(check({ hypertableColumns: [time, growing] })[0]?.facts.valuesPerChunk).toBe(1_000);
  });

  it('takes the filters of statements for a sign where no index is one, and is sure then', () => {
    const unindexed = { hypertableColumns: [time, column({ leadsIndex: false })] };
    expect(check(unindexed)).toEqual([]);
    const asked = statement('SELECT avg(v) FROM metrics WHERE device_id = ANY ($1) AND time > $2');
    const [finding] = check({ ...unindexed, statements: [asked] });
    expect(finding).toMatchObject({ title: 'Segment public.metrics by device_id', confidence: 'high' });
    expect(finding?.detail).toContain('100% of the time of those that read it');
  });

  it('keeps an order that begins with time, without the new segments', () => {
    const ordered = columnstoreSetting({
      segmentBy: [],
      orderBy: ['time', 'device_id', 'seq'],
      orderByDescending: [true, false, false],
      orderByNullsFirst: [false, false, false],
    });
    expect(check({ compressionSettings: [ordered] })[0]?.advice?.steps[0]?.sql).toContain(
      `timescaledb.orderby = '"time" DESC NULLS LAST, "seq"'`,
    );
  });

  it('is content with rows that are sorted by the series first', () => {
    const led = columnstoreSetting({
      segmentBy: [],
      orderBy: ['device_id', 'time'],
      orderByDescending: [false, true],
      orderByNullsFirst: [false, true],
    });
    expect(check({ compressionSettings: [led] })).toEqual([]);
  });

  it('asks for an index as the sign of a filter, and for 100 rows of each value', () => {
    expect(check({ hypertableColumns: [time, column({ leadsIndex: false })] })).toEqual([]);
    expect(check({ hypertableColumns: [time, column({ distinctValues: 10_000 })] })).toHaveLength(1);
    expect(check({ hypertableColumns: [time, column({ distinctValues: 10_001 })] })).toEqual([]);
    expect(check({ hypertableColumns: [time, column({ distinctValues: 1 })] })).toEqual([]);
  });

  it('leaves a small hypertable alone, at the scale of the profile', () => {
    const chunks = [compressedChunk({ rowTotalBytes: 0, columnTotalBytes: 99_999_999 })];
    expect(check({ chunks })).toEqual([]);
    expect(
      check({ chunks: [compressedChunk({ rowTotalBytes: 0, columnTotalBytes: 100_000_000 })] }),
    ).toHaveLength(1);
    expect(check({ chunks }, { profile: { byteThresholdRatio: 0.1 } })).toHaveLength(1);
  });

  it('does not take a setting that is left open for none', () => {
    const open = columnstoreSetting({ segmentBy: null, orderBy: null, orderByDescending: null });
    expect(check({ compressionSettings: [open] })).toEqual([]);
    expect(check({ compressionSettings: [open], chunkCompression: [chunkSetting()] })).toEqual([]);
    // Nothing was known when these were converted, so nothing was chosen.
    const decided = [chunkSetting({ segmentBy: null })];
    expect(check({ compressionSettings: [open], chunkCompression: decided })).toHaveLength(1);
    // With an order that is set, TimescaleDB looks for no segmentby.
    const half = columnstoreSetting({ segmentBy: null });
    expect(check({ compressionSettings: [half], chunkCompression: [chunkSetting()] })).toHaveLength(1);
    // Before 2.22 nothing is left open.
    expect(check({ compressionSettings: [open] }, old('2.21.4'))).toHaveLength(1);
    expect(check({ compressionSettings: [] }, old('2.11.2'))).toHaveLength(1);
  });

  it('names a continuous aggregate by its view', () => {
    const aggregate = aggregateHypertable({ hypertableId: 1, columnstoreEnabled: true, timeColumn: 'time' });
    const [finding] = check({ hypertables: [aggregate] });
    expect(finding?.subject).toEqual(['public', 'metrics_hourly']);
    expect(finding?.advice?.steps[0]?.sql).toContain('ALTER MATERIALIZED VIEW "public"."metrics_hourly"');
  });

  it('speaks the vocabulary before 2.18, and gives no SQL before 2.14', () => {
    expect(check({}, old('2.17.2'))[0]?.advice?.steps[0]?.sql).toContain(
      `timescaledb.compress_segmentby = '"device_id"'`,
    );
    expect(check({}, old('2.13.1'))[0]?.advice).toBeUndefined();
  });

  it('is not run, and not fine, where statistics are not known', () => {
    expect(look({ hypertableColumns: null })).toMatchObject({
      notRun: 'public.metrics: its columns were not read',
    });
    expect(look({ hypertableColumns: [time, column({ distinctValues: null })] })).toMatchObject({
      notRun: 'public.metrics: how many values device_id has is not known',
    });
    const uncounted = [compressedChunk({ compressedRows: null, columnTotalBytes: 1e9 })];
    expect(look({ chunks: uncounted })).toHaveProperty('notRun');
  });

  it('does not apply without columnstore, and does not run without settings', () => {
    expect(look({ hypertables: [hypertable({ columnstoreEnabled: false })] })).toHaveProperty(
      'notApplicable',
    );
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [hypertable()], chunks: [] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
  });
});
