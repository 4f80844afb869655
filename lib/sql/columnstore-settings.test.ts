import { describe, expect, it } from 'vitest';
import {
  countOtherSettings,
  readsSettings,
  rewriteDriftedChunks,
  setColumnstore,
} from './columnstore-settings';

const relation = { schema: 'public', name: 'metrics', kind: 'hypertable' } as const;
const chunked = { relationSchema: 'public', relationName: 'metrics' };
const settings = { segmentBy: ['device'], orderBy: [{ column: 'time', descending: true }] };
const at = (versionNumber: number) => ({ versionNumber });

describe('setColumnstore', () => {
  it('sets both in one statement, in the words of the version', () => {
    expect(setColumnstore(at(2_023_000), relation, settings)).toEqual([
      `ALTER TABLE "public"."metrics" SET (timescaledb.enable_columnstore = true, timescaledb.segmentby = '"device"', timescaledb.orderby = '"time" DESC');`,
    ]);
    expect(setColumnstore(at(2_017_002), relation, settings)).toEqual([
      `ALTER TABLE "public"."metrics" SET (timescaledb.compress = true, timescaledb.compress_segmentby = '"device"', timescaledb.compress_orderby = '"time" DESC');`,
    ]);
  });

  it('alters a continuous aggregate by its view', () => {
    const [sql] = setColumnstore(at(2_023_000), { ...relation, kind: 'continuous-aggregate' }, settings);
    expect(sql).toMatch(/^ALTER MATERIALIZED VIEW "public"."metrics" SET /);
  });

  it('leaves open what was open, where the version knows that', () => {
    expect(setColumnstore(at(2_023_000), relation, { ...settings, segmentBy: null })).toEqual([
      `ALTER TABLE "public"."metrics" RESET (timescaledb.segmentby);`,
      `ALTER TABLE "public"."metrics" SET (timescaledb.enable_columnstore = true, timescaledb.orderby = '"time" DESC');`,
    ]);
    expect(setColumnstore(at(2_023_000), relation, { segmentBy: null, orderBy: null })).toEqual([
      `ALTER TABLE "public"."metrics" RESET (timescaledb.segmentby, timescaledb.orderby);`,
    ]);
  });

  it('spells where nulls go only where it is not the default', () => {
    const orderBy = [
      { column: 'a', descending: true, nullsFirst: false },
      { column: 'b', descending: false, nullsFirst: true },
      { column: 'c', descending: true, nullsFirst: true },
      { column: 'd', descending: false, nullsFirst: false },
    ];
    expect(setColumnstore(at(2_023_000), relation, { segmentBy: [], orderBy })).toEqual([
      `ALTER TABLE "public"."metrics" SET (timescaledb.enable_columnstore = true, timescaledb.segmentby = '', timescaledb.orderby = '"a" DESC NULLS LAST, "b" NULLS FIRST, "c" DESC, "d"');`,
    ]);
  });
});

describe('what rewrites and counts', () => {
  it('speaks the vocabulary before 2.18', () => {
    const sql = rewriteDriftedChunks(at(2_017_002), chunked, 100);
    expect(sql).toContain('PERFORM compress_chunk(one, recompress => true);');
    expect(sql).toContain('timescaledb_information.chunk_compression_settings');
    expect(rewriteDriftedChunks(at(2_018_000), chunked, 100)).toContain(
      'CALL convert_to_columnstore(one, recompress => true);',
    );
  });

  it('does not take a setting that is left open for another one', () => {
    expect(rewriteDriftedChunks(at(2_022_000), chunked, 1)).toContain('<> h.segmentby');
    expect(rewriteDriftedChunks(at(2_021_000), chunked, 1)).toContain('IS DISTINCT FROM');
  });

  it('spells the settings as the views do', () => {
    expect(countOtherSettings(at(2_023_000), chunked, settings)).toContain(
      `(s.segmentby IS NOT DISTINCT FROM 'device' AND s.orderby IS NOT DISTINCT FROM pg_catalog.format('%I DESC', 'time'))`,
    );
    expect(readsSettings(at(2_023_000), chunked, { segmentBy: null, orderBy: null })).toContain(
      '(s.segmentby IS NOT DISTINCT FROM NULL AND s.orderby IS NOT DISTINCT FROM NULL)',
    );
  });
});
