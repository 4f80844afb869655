import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import type { Finding } from '../rule';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import {
  aggregateHypertable,
  chunk,
  chunkSetting,
  column,
  columnstoreSetting,
  compressedChunk,
  dailyChunks,
  hypertable,
} from '../testing/hypertable-rows';
import rule from './segmentby-high-cardinality';

type Artifacts = Parameters<typeof rule.check>[0];

/** Ten chunks of a million rows each. */
const filled = (rowsPerBatch: number) =>
  dailyChunks(10, (over) => compressedChunk({ ...over, compressedBatches: 1_000_000 / rowsPerBatch }));
const time = column({ name: 'time', type: 'timestamp with time zone', position: 1, distinctValues: -1 });
const orders = column({ name: 'order_id', type: 'bigint', position: 3, distinctValues: -1 });

const look = (over: Partial<Artifacts> = {}, contextOver = {}) =>
  rule.check(
    {
      hypertables: [hypertable()],
      chunks: filled(1),
      compressionSettings: [columnstoreSetting({ segmentBy: ['order_id'] })],
      chunkCompression: null,
      statements: null,
      columnstoreDefaults: null,
      hypertableColumns: [time, column(), orders],
      ...over,
    },
    context(contextOver),
  );
const check = (over: Partial<Artifacts> = {}, contextOver = {}): readonly Finding[] =>
  expectFindings(look(over, contextOver));
const byDevice = [columnstoreSetting()];

describe('columnstore/segmentby-high-cardinality', () => {
  it('is quiet where batches are full', () => {
    expect(check({ compressionSettings: byDevice, chunks: filled(1_000) })).toEqual([]);
  });

  it('names the column, what was measured, and what to segment by instead', () => {
    const [finding] = check();
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      confidence: 'high',
      title: 'Segment public.metrics by device_id instead of order_id',
      facts: { rowsPerValue: 1, rowsPerBatch: 1, batchesPerChunk: 1_000_000, columnstoreRatio: 10 },
    });
    expect(finding?.advice?.steps.map(({ sql }) => sql)).toEqual([
      `ALTER TABLE "public"."metrics" SET (timescaledb.enable_columnstore = true, timescaledb.segmentby = '"device_id"', timescaledb.orderby = '"time" DESC');`,
      expect.stringContaining('CALL convert_to_columnstore(one, recompress => true);'),
    ]);
    expect(finding?.advice?.undo).toEqual([
      {
        sql: `ALTER TABLE "public"."metrics" SET (timescaledb.enable_columnstore = true, timescaledb.segmentby = '"order_id"', timescaledb.orderby = '"time" DESC');`,
      },
      { sql: expect.stringContaining('CALL convert_to_columnstore') },
    ]);
  });

  it('estimates the saving from the chunks’ own sizes', () => {
    const chunks = filled(1).map((one) => ({ ...one, columnTotalBytes: 200_000_000 }));
    expect(check({ chunks })[0]?.impact?.bytesSaved).toEqual({ low: 1_500_000_000, high: 1_900_000_000 });
  });

  it('lets 100 rows a batch pass, and 99 not', () => {
    expect(check({ chunks: filled(100) })).toEqual([]);
    expect(check({ chunks: filled(99) })).toHaveLength(1);
  });

  it('needs no statistics for a single column whose batches were counted', () => {
    const [finding] = check({ hypertableColumns: null });
    expect(finding?.confidence).toBe('high');
    expect(finding?.title).toBe('Stop segmenting public.metrics by order_id');
    expect(finding?.advice?.steps[0]?.sql).toContain(`timescaledb.segmentby = ''`);
  });

  it('takes a chunk of few rows for small, not the column for too fine', () => {
    const small = [compressedChunk({ compressedRows: 5_000, compressedBatches: 999 })];
    const devices = [time, column({ distinctValues: 999 })];
    expect(check({ compressionSettings: byDevice, chunks: small, hypertableColumns: devices })).toEqual([]);
    const many = [compressedChunk({ compressedRows: 5_000, compressedBatches: 1_000 })];
    expect(check({ compressionSettings: byDevice, chunks: many, hypertableColumns: devices })).toHaveLength(
      1,
    );
    // Not even one batch could be full.
    const tiny = [compressedChunk({ compressedRows: 999, compressedBatches: 999 })];
    expect(check({ compressionSettings: byDevice, chunks: tiny, hypertableColumns: devices })).toEqual([]);
  });

  it('goes by statistics before anything is compressed, and says how sure it is', () => {
    const chunks = dailyChunks(10);
    expect(check({ chunks })[0]).toMatchObject({
      confidence: 'medium',
      facts: { rowsPerValue: 1, rowsPerBatch: null },
    });
    const devices = (distinctValues: number) => [time, column({ distinctValues })];
    const of = (distinctValues: number) =>
      check({ chunks, compressionSettings: byDevice, hypertableColumns: devices(distinctValues) });
    // 1,000,000 rows a chunk: 100 of each of 10,000 values.
    expect(of(10_000)).toEqual([]);
    expect(of(10_001)[0]?.confidence).toBe('low');
    expect(of(-0.01)).toEqual([]);
    expect(of(-0.011)[0]?.confidence).toBe('medium');
  });

  it('has one step where nothing is compressed yet', () => {
    const [finding] = check({ chunks: dailyChunks(10) });
    expect(finding?.advice?.steps).toHaveLength(1);
    expect(finding?.advice?.note).toBeUndefined();
  });

  it('keeps the other columns of segmentby', () => {
    const [finding] = check({
      compressionSettings: [columnstoreSetting({ segmentBy: ['device_id', 'order_id'] })],
    });
    expect(finding?.title).toBe('Segment public.metrics by device_id instead of order_id');
    expect(finding?.detail).toContain('device_id stays');
  });

  it('blames no column that is coarse, although batches are under-filled', () => {
    const settings = [columnstoreSetting({ segmentBy: ['device_id', 'kind'] })];
    const columns = [time, column(), column({ name: 'kind', distinctValues: 50 })];
    expect(check({ compressionSettings: settings, hypertableColumns: columns })).toEqual([]);
  });

  it('judges what TimescaleDB decided where the setting is left open', () => {
    const open = [columnstoreSetting({ segmentBy: null, orderBy: null, orderByDescending: null })];
    expect(check({ compressionSettings: open })).toEqual([]);
    const [finding] = check({
      compressionSettings: open,
      chunkCompression: [chunkSetting({ segmentBy: ['order_id'] })],
    });
    expect(finding?.advice?.undo).toEqual([
      { sql: 'ALTER TABLE "public"."metrics" RESET (timescaledb.segmentby, timescaledb.orderby);' },
      { sql: expect.stringContaining('DO '), note: 'Rewritten chunks keep what is left open as it is.' },
    ]);
  });

  it('does not hold former settings against the present ones', () => {
    const chunks = filled(1);
    const drifted = chunkSetting({ isCurrent: false, driftedChunkIds: chunks.map(({ chunkId }) => chunkId) });
    expect(check({ compressionSettings: byDevice, chunks, chunkCompression: [drifted] })).toEqual([]);
  });

  it('names a continuous aggregate by its view, and alters that', () => {
    const [finding] = check({
      hypertables: [aggregateHypertable({ hypertableId: 1, columnstoreEnabled: true })],
    });
    expect(finding?.subject).toEqual(['public', 'metrics_hourly']);
    const [alter, rewrite] = finding?.advice?.steps ?? [];
    expect(alter?.sql).toContain('ALTER MATERIALIZED VIEW "public"."metrics_hourly" SET');
    expect(rewrite?.sql).toContain(`'"_timescaledb_internal"."_materialized_hypertable_2"'::regclass`);
  });

  it('bounds a run to a hundred chunks and says so', () => {
    const chunks = dailyChunks(101, (over) => compressedChunk({ ...over, compressedBatches: 1_000_000 }));
    const [finding] = check({ chunks });
    expect(finding?.advice?.steps[1]?.sql).toContain('LIMIT 100');
    expect(finding?.advice?.steps[1]?.duration).toMatchObject({ seconds: 1_000 });
    expect(finding?.advice?.verify.expect).toContain('each run of the last step rewrites 100');
  });

  it('speaks the vocabulary before 2.18', () => {
    const old = { server: server({ timescale: timescale('2.17.2') }) };
    const [alter, rewrite] = check({}, old)[0]?.advice?.steps ?? [];
    expect(alter?.sql).toContain(`timescaledb.compress_segmentby = '"device_id"'`);
    expect(rewrite?.sql).toContain('PERFORM compress_chunk(one, recompress => true);');
  });

  it('gives no SQL where settings cannot change, and says why', () => {
    const [old] = check({}, { server: server({ timescale: timescale('2.13.1') }) });
    expect(old?.advice).toBeUndefined();
    expect(old?.detail).toContain('upgrade first');
    const apache = { server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) };
    expect(check({}, apache)[0]?.advice).toBeUndefined();
  });

  it('says which frozen chunks stand in the way', () => {
    const [frozen, ...others] = filled(1);
    if (!frozen) throw new Error('no chunk');
    expect(check({ chunks: [{ ...frozen, isFrozen: true }, ...others] })[0]?.advice?.note).toContain(
      '1 chunk is frozen',
    );
  });

  it('is not run, and not fine, where nothing tells how many values there are', () => {
    const unknown = {
      chunks: [chunk()],
      hypertableColumns: [time, column({ name: 'order_id', distinctValues: null })],
    };
    expect(look(unknown)).toMatchObject({
      notRun: 'public.metrics: how many values order_id has is not known',
    });
    expect(look({ ...unknown, hypertableColumns: null })).toHaveProperty('notRun');
    expect(look({ chunks: [chunk({ rowPartRows: null })] })).toHaveProperty('notRun');
  });

  it('does not apply without columnstore, and does not run without settings', () => {
    expect(look({ hypertables: [hypertable({ columnstoreEnabled: false })] })).toHaveProperty(
      'notApplicable',
    );
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [hypertable()], chunks: [] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
  });
});
