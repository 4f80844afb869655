import { describe, expect, it } from 'vitest';
import { type Conversion, convertAllToRowstore, convertChunks, countChunksInState } from './chunk-conversion';

const at = (versionNumber: number) => ({ versionNumber });
const chunk = (name: string) => ({ schema: '_timescaledb_internal', name });
const one = (version: number, to: Conversion) => convertChunks(at(version), to, [chunk('a')]);

describe('the conversion of chunks', () => {
  it.each<[string, number, Conversion, string]>([
    ['', 2_023_000, 'columnstore', `CALL convert_to_columnstore('"_timescaledb_internal"."a"');`],
    ['', 2_023_000, 'recompressed', `CALL convert_to_columnstore('"_timescaledb_internal"."a"');`],
    ['', 2_018_000, 'rowstore', `CALL convert_to_rowstore('"_timescaledb_internal"."a"');`],
    [
      ' before 2.18',
      2_017_002,
      'columnstore',
      `SELECT compress_chunk('"_timescaledb_internal"."a"', if_not_compressed => true);`,
    ],
    [
      ' before 2.18',
      2_014_000,
      'recompressed',
      `SELECT compress_chunk('"_timescaledb_internal"."a"', if_not_compressed => true);`,
    ],
    [
      ' before 2.18',
      2_017_002,
      'rowstore',
      `SELECT decompress_chunk('"_timescaledb_internal"."a"', if_compressed => true);`,
    ],
    [
      ' before 2.14',
      2_013_001,
      'recompressed',
      `CALL recompress_chunk('"_timescaledb_internal"."a"', if_not_compressed => true);`,
    ],
  ])('names the statement of the version%s: %i %s', (_, version, to, sql) => {
    expect(one(version, to)).toBe(sql);
  });

  it('takes several chunks one by one, each in a transaction of its own', () => {
    expect(convertChunks(at(2_023_000), 'columnstore', [chunk('a'), chunk('b')])).toBe(`DO $$
DECLARE one regclass;
BEGIN
  FOR one IN
    SELECT to_regclass(chunk) FROM unnest(ARRAY['"_timescaledb_internal"."a"', '"_timescaledb_internal"."b"']) AS chunk
  LOOP
    CONTINUE WHEN one IS NULL;
    CALL convert_to_columnstore(one);
    COMMIT;
  END LOOP;
END
$$;`);
    expect(convertChunks(at(2_017_002), 'columnstore', [chunk('a'), chunk('b')])).toContain(
      'PERFORM compress_chunk(one, if_not_compressed => true);',
    );
    expect(convertChunks(at(2_013_001), 'recompressed', [chunk('a'), chunk('b')])).toContain(
      'CALL recompress_chunk(one, if_not_compressed => true);',
    );
  });

  it('gives back what is compressed', () => {
    const sql = convertAllToRowstore(at(2_017_002), { relationSchema: 'app', relationName: "o'clock" });
    expect(sql).toContain(`hypertable_schema = 'app' AND hypertable_name = 'o''clock' AND is_compressed`);
    expect(sql).toContain('PERFORM decompress_chunk(one, if_compressed => true);');
  });

  it('counts chunks by their bits', () => {
    expect(countChunksInState([7, 9], 'partial', true)).toBe(
      'SELECT count(*) FROM _timescaledb_catalog.chunk WHERE id IN (7, 9) AND status & 8 = 8;',
    );
    expect(countChunksInState([7], 'compressed', false)).toBe(
      'SELECT count(*) FROM _timescaledb_catalog.chunk WHERE id IN (7) AND status & 1 = 0;',
    );
  });
});
