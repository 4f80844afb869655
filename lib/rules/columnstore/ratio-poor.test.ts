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
import underFilled from './batches-under-filled';
import rule from './ratio-poor';
import highCardinality from './segmentby-high-cardinality';
import segmentByMissing from './segmentby-missing';

type Artifacts = Parameters<typeof rule.check>[0];

const MIB = 1_048_576;
const squeezed = (columnBytes: number, over: Parameters<typeof compressedChunk>[0] = {}) =>
  dailyChunks(10, (place) =>
    compressedChunk({ ...place, beforeBytes: 100 * MIB, columnTotalBytes: columnBytes, ...over }),
  );
const time = column({ name: 'time', type: 'timestamp with time zone', position: 1, distinctValues: -1 });
const byValue = columnstoreSetting({
  orderBy: ['value'],
  orderByDescending: [false],
  orderByNullsFirst: [false],
});

const artifacts = (over: Partial<Artifacts> = {}): Artifacts => ({
  hypertables: [hypertable()],
  chunks: squeezed(80 * MIB),
  compressionSettings: [byValue],
  chunkCompression: null,
  statements: null,
  columnstoreDefaults: null,
  hypertableColumns: [time, column()],
  ...over,
});
const look = (over: Partial<Artifacts> = {}, contextOver = {}) =>
  rule.check(artifacts(over), context(contextOver));
const check = (over: Partial<Artifacts> = {}, contextOver = {}): readonly Finding[] =>
  expectFindings(look(over, contextOver));

describe('columnstore/ratio-poor', () => {
  it('is quiet at ten to one', () => {
    expect(check({ chunks: squeezed(10 * MIB) })).toEqual([]);
  });

  it('divides all bytes before by all bytes now, and suspects the order', () => {
    const [finding] = check();
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      confidence: 'high',
      facts: {
        columnstoreRatio: 1.25,
        lowRatio: 1.25,
        highRatio: 1.25,
        beforeBytes: 1_000 * MIB,
        columnBytes: 800 * MIB,
        measuredChunks: 10,
      },
    });
    expect(finding?.advice?.steps[0]?.sql).toContain(
      `timescaledb.segmentby = '"device_id"', timescaledb.orderby = '"time" DESC'`,
    );
    expect(finding?.advice?.undo).toEqual([
      { sql: expect.stringContaining(`timescaledb.orderby = '"value"'`) },
      { sql: expect.stringContaining('DO ') },
    ]);
  });

  it('lets a ratio of two pass, and anything below not', () => {
    expect(check({ chunks: squeezed(50 * MIB) })).toEqual([]);
    expect(check({ chunks: squeezed(50 * MIB + 8_192) })).toHaveLength(1);
  });

  it('does not measure chunks whose pages decide alone', () => {
    const small = (beforeBytes: number) =>
      check({ chunks: squeezed(beforeBytes, { beforeBytes }) }, { profile: { byteThresholdRatio: 0.001 } });
    expect(small(64 * 8_192 - 1)).toEqual([]);
    expect(small(64 * 8_192)).toHaveLength(1);
  });

  it('leaves a small hypertable alone, at the scale of the profile', () => {
    const chunks = [compressedChunk({ beforeBytes: 99_999_999, columnTotalBytes: 90_000_000 })];
    expect(check({ chunks })).toEqual([]);
    expect(check({ chunks }, { profile: { byteThresholdRatio: 0.9 } })).toHaveLength(1);
  });

  it('does not weigh partial chunks, which hold rows that they did not hold before', () => {
    expect(check({ chunks: squeezed(80 * MIB, { isPartial: true }) })).toEqual([]);
  });

  it('gives no SQL where settings are what statistics say: values may just not compress', () => {
    const [finding] = check({ compressionSettings: [columnstoreSetting()] });
    expect(finding?.advice).toBeUndefined();
    expect(finding?.detail).toContain('do not compress');
  });

  it('rewrites chunks with former settings, and changes nothing else', () => {
    const chunks = squeezed(80 * MIB);
    const [finding] = check({
      chunks,
      compressionSettings: [columnstoreSetting()],
      chunkCompression: [chunkSetting({ isCurrent: false, driftedChunkIds: [3] })],
    });
    expect(finding?.detail).toContain('changed since');
    expect(finding?.advice?.steps.map(({ sql }) => sql.slice(0, 3))).toEqual(['DO ']);
    expect(finding?.advice?.steps[0]?.duration?.basis).toContain('1 chunk ');
  });

  it('keeps segments that fill batches, although no index leads with them', () => {
    const [finding] = check({ hypertableColumns: [time, column({ leadsIndex: false })] });
    expect(finding?.advice?.steps[0]?.sql).toContain(`timescaledb.segmentby = '"device_id"'`);
  });

  it('is the last to speak: each cause before it has its own finding', () => {
    const causes = {
      tooFine: artifacts({
        chunks: squeezed(80 * MIB, { compressedBatches: 1_000_000 }),
      }),
      missing: artifacts({
        compressionSettings: [columnstoreSetting({ segmentBy: [] })],
      }),
      underFilled: artifacts({
        chunks: squeezed(80 * MIB, { compressedBatches: 40_000 }),
        compressionSettings: [{ ...byValue, segmentBy: ['device_id', 'kind'] }],
        hypertableColumns: [time, column(), column({ name: 'kind', distinctValues: 900 })],
      }),
    };
    const speakers = (given: Artifacts) =>
      [highCardinality, segmentByMissing, underFilled, rule]
        .filter(({ check: ask }) => {
          const result = ask(given, context());
          return Array.isArray(result) && result.length > 0;
        })
        .map(({ meta }) => meta.id);
    expect(speakers(causes.tooFine)).toEqual(['columnstore/segmentby-high-cardinality']);
    expect(speakers(causes.missing)).toEqual(['columnstore/segmentby-missing']);
    expect(speakers(causes.underFilled)).toEqual(['columnstore/batches-under-filled']);
    expect(speakers(artifacts())).toEqual(['columnstore/ratio-poor']);
  });

  it('names a continuous aggregate by its view', () => {
    const aggregate = aggregateHypertable({ hypertableId: 1, columnstoreEnabled: true, timeColumn: 'time' });
    const [finding] = check({ hypertables: [aggregate] });
    expect(finding?.subject).toEqual(['public', 'metrics_hourly']);
    expect(finding?.advice?.steps[0]?.sql).toContain('ALTER MATERIALIZED VIEW');
  });

  it('speaks the vocabulary before 2.18', () => {
    const old = { server: server({ timescale: timescale('2.17.2') }) };
    expect(check({}, old)[0]?.advice?.steps[0]?.sql).toContain('timescaledb.compress_orderby');
  });

  it('is not run, and not fine, where no size before was recorded', () => {
    expect(look({ chunks: [compressedChunk({ beforeBytes: null })] })).toMatchObject({
      notRun: 'public.metrics: what its chunks took before they were compressed is not recorded',
    });
  });

  it('does not apply before anything is compressed, and does not run without settings', () => {
    expect(look({ chunks: [chunk()] })).toHaveProperty('notApplicable');
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [hypertable()], chunks: [] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
  });
});
