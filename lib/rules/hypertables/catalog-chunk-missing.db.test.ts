import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './catalog-chunk-missing';

let engine: Awaited<ReturnType<typeof startTimescale>>;

/** There is no advice whose story could be told: only a backup brings the table back. */
beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, value int)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO ${name} SELECT now() - i * interval '1 day', i FROM generate_series(1, 3) i`,
    `ALTER TABLE ${name} SET (timescaledb.enable_columnstore)`,
    `SELECT compress_chunk(c) FROM show_chunks('${name}') c`,
  ];
  const drop = (table: string, chunk: string) =>
    `DO $$ DECLARE one text; BEGIN
       SELECT format('%I.%I', x.schema_name, x.table_name) INTO one
         FROM _timescaledb_catalog.chunk c JOIN _timescaledb_catalog.hypertable h ON h.id = c.hypertable_id
         JOIN _timescaledb_catalog.chunk x ON x.id = c.${chunk} WHERE h.table_name = '${table}' LIMIT 1;
       SET LOCAL timescaledb.restoring = on; EXECUTE 'DROP TABLE ' || one; END $$`;
  await run(engine.url, [
    ...table('whole'),
    ...table('rows'),
    ...table('columns'),
    drop('rows', 'id'),
    drop('columns', 'compressed_chunk_id'),
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/catalog-chunk-missing on a real engine', () => {
  it('finds a table that was dropped past TimescaleDB, of the rows and of the columnstore', async () => {
    const found = await findings(engine.url, rule);
    expect(found.map(({ subject, facts }) => [...subject, facts.missingTables]).sort()).toEqual([
      ['public', 'columns', 1],
      ['public', 'rows', 1],
    ]);
  });

  it('is right that such a hypertable cannot be read', async () => {
    await expect(run(engine.url, ['SELECT count(*) FROM rows'])).rejects.toThrow('not found');
  });
});
