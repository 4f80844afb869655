import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { run } from '../testing/advice-story';
import { context, server, timescale } from '../testing/context';
import { hypertable } from '../testing/hypertable-rows';
import { plantCatalog, readRecorded } from '../testing/recorded-catalog';
import rule from './rewrite-leftover';

let engine: Awaited<ReturnType<typeof startPostgres>>;
const facts = timescale('2.29.2');

/**
 * The embedded engine is older than concurrent merges, so the catalog is a recorded one, and the clean-up stands in
 * for TimescaleDB's: it does what that does, by the source of 2.24.
 */
beforeAll(async () => {
  engine = await startPostgres(17);
  await plantCatalog(engine.url, facts);
  await run(engine.url, [
    'CREATE TABLE metrics (time timestamptz)',
    `INSERT INTO _timescaledb_catalog.hypertable VALUES (1, 'public', 'metrics')`,
    'CREATE TABLE _timescaledb_internal._hyper_1_1_chunk () INHERITS (metrics)',
    'CREATE TABLE _timescaledb_internal._hyper_1_2_chunk () INHERITS (metrics)',
    `INSERT INTO _timescaledb_catalog.chunk (id, hypertable_id, relid) VALUES (1, 1, '_timescaledb_internal._hyper_1_1_chunk')`,
    `INSERT INTO _timescaledb_catalog.chunk_rewrite VALUES ('_timescaledb_internal._hyper_1_1_chunk', '_timescaledb_internal._hyper_1_2_chunk')`,
    `CREATE PROCEDURE _timescaledb_functions.chunk_rewrite_cleanup() LANGUAGE plpgsql AS $$ DECLARE one regclass; BEGIN
       FOR one IN DELETE FROM _timescaledb_catalog.chunk_rewrite RETURNING new_relid LOOP EXECUTE format('DROP TABLE %s', one); END LOOP; END $$`,
  ]);
});
afterAll(() => engine?.stop());

async function found() {
  const result = rule.check(
    { hypertables: [hypertable()], catalogDefects: await readRecorded(engine.url, facts, 'catalogDefects') },
    context({ server: server({ timescale: facts }) }),
  );
  return 'length' in result ? result : [];
}

describe('hypertables/rewrite-leftover on a recorded catalog', () => {
  it('finds it unless a session still holds the lock of a merge, and is quiet once it is cleaned up', async () => {
    const [finding] = await found();
    expect(finding?.detail).toContain('public.metrics');
    await expect(duringMerge(found)).resolves.toEqual([]);
    const { advice } = finding ?? {};
    expect((await run(engine.url, [advice?.precheck?.sql ?? '']))?.rows).toEqual([{ count: '0' }]);
    await run(engine.url, advice?.steps.map(({ sql }) => sql) ?? []);
    expect((await run(engine.url, [advice?.verify.sql ?? '']))?.rows).toEqual([{ count: '0' }]);
    expect(await found()).toEqual([]);
  });
});

/** As a concurrent merge locks the chunk. */
async function duringMerge<T>(look: () => Promise<T>): Promise<T> {
  const merging = new Client({ connectionString: engine.url });
  await merging.connect();
  try {
    await merging.query('BEGIN');
    await merging.query('LOCK TABLE _timescaledb_internal._hyper_1_1_chunk IN EXCLUSIVE MODE');
    return await look();
  } finally {
    await merging.end();
  }
}
