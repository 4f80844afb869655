import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { freshDatabase, startPostgres } from './test-engines';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('native PostgreSQL', () => {
  it.each([13, 14, 15, 16, 17, 18])('%i starts, answers and stops', async (major) => {
    const engine = await startPostgres(major, {
      settings: { shared_preload_libraries: 'pg_stat_statements' },
    });
    const state = "SELECT current_setting('server_version_num')::int / 10000 AS major, current_user AS who";
    expect(await ask(engine.url, state)).toEqual([{ major, who: 'postgres' }]);
    await ask(engine.url, 'CREATE EXTENSION pg_stat_statements');
    expect(await ask(engine.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
    await engine.stop();
    await expect(ask(engine.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('streams to a standby', async () => {
    const engine = await startPostgres(17, { standby: true });
    await ask(engine.url, 'CREATE TABLE copied AS SELECT 42 AS n');
    await expect
      .poll(() => ask(engine.standbyUrl ?? '', 'SELECT n, pg_is_in_recovery() FROM copied').catch(() => []), {
        timeout: 10_000,
      })
      .toEqual([{ n: 42, pg_is_in_recovery: true }]);
    expect(await ask(engine.url, 'SELECT state FROM pg_stat_replication')).toEqual([{ state: 'streaming' }]);
    await engine.stop();
  });
});

describe('a fresh database', () => {
  it('is empty, shares its server with the others of its major, and is dropped', async () => {
    const [one, other] = await Promise.all([freshDatabase(18), freshDatabase(18)]);
    await ask(one.url, 'CREATE TABLE only_here ()');
    const state = `SELECT to_regclass('only_here') AS found, current_setting('shared_preload_libraries') AS libraries`;
    expect(await ask(other.url, state)).toEqual([{ found: null, libraries: 'pg_stat_statements' }]);
    const folder = 'SHOW data_directory';
    expect(await ask(one.url, folder)).toEqual(await ask(other.url, folder));
    await one.stop();
    await expect(ask(one.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
    await other.stop();
  });
});
