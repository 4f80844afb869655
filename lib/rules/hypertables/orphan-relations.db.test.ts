import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './orphan-relations';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const firstChunk = (table: string, statement: string) =>
  `DO $$ DECLARE one regclass; BEGIN
     SELECT c INTO one FROM show_chunks('${table}') c LIMIT 1; EXECUTE format('${statement}', one); END $$`;

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, value int)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO ${name} SELECT now() - i * interval '1 day', i FROM generate_series(1, 4) i`,
    `ALTER TABLE ${name} SET (timescaledb.enable_columnstore)`,
    `SELECT compress_chunk(c) FROM show_chunks('${name}', older_than => interval '3 days') c`,
  ];
  const lost = `c.hypertable_id = (SELECT id FROM _timescaledb_catalog.hypertable WHERE table_name = 'lost') AND c.compressed_chunk_id IS NULL`;
  await run(engine.url, [
    ...table('whole'),
    ...table('detached'),
    `SELECT decompress_chunk(c, true) FROM show_chunks('detached') c`,
    firstChunk('detached', 'CALL detach_chunk(%L)'),
    ...table('lost'),
    `DELETE FROM _timescaledb_catalog.chunk_constraint k USING _timescaledb_catalog.chunk c WHERE k.chunk_id = c.id AND ${lost}`,
    `DELETE FROM _timescaledb_catalog.chunk c WHERE ${lost}`,
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/orphan-relations on a real engine', () => {
  it('tells detached chunks from those whose catalog rows were lost, and counts no compressed relation', async () => {
    const found = await findings(engine.url, rule);
    expect(
      found.map(({ subject, facts }) => [subject.at(-1), facts.orphanTables, facts.childTables]),
    ).toEqual([
      ['detached', 1, 0],
      ['lost', 3, 3],
    ]);
  });

  it.each(['detached', 'lost'])('drops those of %s and no others', async (name) => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', name] });
    const rows = await run(engine.url, ['SELECT count(*)::int AS n FROM whole']);
    expect(rows?.rows).toEqual([{ n: 4 }]);
  });
});
