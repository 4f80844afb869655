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
import rule from './batches-under-filled';
import highCardinality from './segmentby-high-cardinality';

type Artifacts = Parameters<typeof rule.check>[0];

const filled = (rowsPerBatch: number, count = 10) =>
  dailyChunks(count, (over) => compressedChunk({ ...over, compressedBatches: 1_000_000 / rowsPerBatch }));
const time = column({ name: 'time', type: 'timestamp with time zone', position: 1, distinctValues: -1 });
const kind = column({ name: 'kind', position: 3, distinctValues: 2_000, leadsIndex: false });
const columns = [time, column({ distinctValues: 20 }), kind];
const both = columnstoreSetting({ segmentBy: ['device_id', 'kind'] });

const artifacts = (over: Partial<Artifacts> = {}): Artifacts => ({
  hypertables: [hypertable()],
  chunks: filled(25),
  compressionSettings: [both],
  chunkCompression: null,
  statements: null,
  columnstoreDefaults: null,
  hypertableColumns: columns,
  ...over,
});
const look = (over: Partial<Artifacts> = {}, contextOver = {}) =>
  rule.check(artifacts(over), context(contextOver));
const check = (over: Partial<Artifacts> = {}, contextOver = {}): readonly Finding[] =>
  expectFindings(look(over, contextOver));

describe('columnstore/batches-under-filled', () => {
  it('is quiet where batches are full', () => {
    expect(check({ chunks: filled(1_000) })).toEqual([]);
  });

  it('counts what was measured and chooses one column of the two', () => {
    const [finding] = check();
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      confidence: 'high',
      title: 'Fill the columnstore batches of public.metrics',
      facts: { rowsPerBatch: 25, batchesPerChunk: 40_000, underFilledChunks: 10, measuredChunks: 10 },
    });
    expect(finding?.detail).toContain('too many segments by device_id, kind');
    expect(finding?.advice?.steps[0]?.sql).toContain(`timescaledb.segmentby = '"device_id"'`);
    expect(finding?.advice?.undo).toEqual([
      { sql: expect.stringContaining(`timescaledb.segmentby = '"device_id", "kind"'`) },
      { sql: expect.stringContaining('DO ') },
    ]);
  });

  it('lets 100 rows a batch pass, and 99 not', () => {
    expect(check({ chunks: filled(100) })).toEqual([]);
    expect(check({ chunks: filled(99) })).toHaveLength(1);
  });

  it('lets a fifth of the chunks pass, and one more not', () => {
    const mixed = (poor: number) => [...filled(25, poor), ...filled(1_000, 10 - poor)];
    const small = { profile: { byteThresholdRatio: 0.1 } };
    expect(check({ chunks: mixed(2) }, small)).toEqual([]);
    expect(check({ chunks: mixed(3) }, small)[0]?.facts).toMatchObject({
      underFilledChunks: 3,
      rowsPerBatch: 25,
    });
  });

  it('leaves chunks alone that could not fill a batch, that are small, or unordered', () => {
    const tiny = compressedChunk({ compressedRows: 999, compressedBatches: 999 });
    expect(check({ chunks: [tiny] })).toEqual([]);
    expect(check({ chunks: filled(25, 9) })).toEqual([]);
    expect(check({ chunks: filled(25, 9) }, { profile: { byteThresholdRatio: 0.5 } })).toHaveLength(1);
    expect(check({ chunks: filled(25).map((one) => ({ ...one, isUnordered: true })) })).toEqual([]);
  });

  it('leaves to segmentby-high-cardinality what a column with too many values does', () => {
    const unique = artifacts({
      chunks: filled(1),
      hypertableColumns: [time, column(), { ...kind, distinctValues: -1 }],
    });
    expect(highCardinality.check(unique, context())).toHaveLength(1);
    expect(rule.check(unique, context())).toEqual([]);
  });

  it('speaks where nobody can tell which column is too fine', () => {
    const unknown = artifacts({ hypertableColumns: null });
    expect(highCardinality.check(unknown, context())).toEqual([]);
    const [finding] = check(unknown);
    expect(finding?.advice?.steps[0]?.sql).toContain(`timescaledb.segmentby = ''`);
  });

  it('does not choose again what was measured to be too fine', () => {
    const [finding] = check({
      compressionSettings: [columnstoreSetting()],
      // Statistics say 20 values, but 900 batches for 20,000 rows say more.
      chunks: dailyChunks(10, (over) =>
        compressedChunk({ ...over, compressedRows: 20_000, compressedBatches: 900 }),
      ),
    });
    expect(finding?.advice?.steps[0]?.sql).toContain(`timescaledb.segmentby = ''`);
  });

  it('rewrites chunks with former settings, and changes nothing else', () => {
    const chunks = filled(1);
    const drifted = chunkSetting({
      segmentBy: ['order_id'],
      isCurrent: false,
      driftedChunkIds: chunks.map(({ chunkId }) => chunkId),
    });
    const [finding] = check({
      chunks,
      compressionSettings: [columnstoreSetting()],
      chunkCompression: [drifted],
    });
    expect(finding?.detail).toContain('changed since');
    expect(finding?.advice?.steps.map(({ sql }) => sql.slice(0, 3))).toEqual(['DO ']);
    expect(finding?.advice?.undo).toHaveProperty('impossible');
  });

  it('gives no SQL for batches without segments', () => {
    const settings = [columnstoreSetting({ segmentBy: [] })];
    const columnsWithout = [time, column({ leadsIndex: false })];
    const [finding] = check({ compressionSettings: settings, hypertableColumns: columnsWithout });
    expect(finding?.advice).toBeUndefined();
    expect(finding?.detail).toContain('small portions');
  });

  it('names a continuous aggregate by its view', () => {
    const aggregate = aggregateHypertable({ hypertableId: 1, columnstoreEnabled: true, timeColumn: 'time' });
    expect(check({ hypertables: [aggregate] })[0]?.subject).toEqual(['public', 'metrics_hourly']);
  });

  it('speaks the vocabulary before 2.18', () => {
    const old = { server: server({ timescale: timescale('2.17.2') }) };
    expect(check({}, old)[0]?.advice?.steps[1]?.sql).toContain('PERFORM compress_chunk');
  });

  it('is not run, and not fine, where no batch was counted', () => {
    const chunks = [compressedChunk({ compressedRows: null, compressedBatches: null })];
    expect(look({ chunks })).toMatchObject({
      notRun: 'public.metrics: how many rows its chunks held when they were compressed is not recorded',
    });
  });

  it('does not apply before anything is compressed, and does not run without settings', () => {
    expect(look({ chunks: [chunk()] })).toHaveProperty('notApplicable');
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [hypertable()], chunks: [] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
  });
});
