import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from './engine';
import { openTimescale } from './timescale-engine';

let engine: Engine;
let pool: Pool;
let socketDir: string;

beforeAll(async () => {
  socketDir = mkdtempSync(join(tmpdir(), 'chunkwise-'));
  engine = await openTimescale({ socketDir });
  pool = new Pool({ connectionString: engine.url, max: 6 });
  await pool.query('CREATE TABLE counter (n int); INSERT INTO counter VALUES (0)');
});

afterAll(async () => {
  await pool.end();
  await engine.stop();
});

async function connect(options: object = {}): Promise<Client> {
  const client = new Client({ host: socketDir, user: 'postgres', database: 'postgres', ...options });
  client.on('error', () => {});
  await client.connect();
  return client;
}

function psql(command: string, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = ['-XAtq', '-h', socketDir, '-U', 'postgres', 'postgres', '-c', command];
    const child = execFile('psql', args, (error, output) => (error ? reject(error) : resolve(output)));
    child.stdin?.end(input);
  });
}

describe('many clients at once', () => {
  it('answers each of six pooled connections with its own rows', async () => {
    const asked = Array.from({ length: 300 }, (_, n) => n);
    const answers = await Promise.all(
      asked.map((n) => pool.query('SELECT $1::int AS n, repeat($2, 1000)', [n, 'x'])),
    );
    expect(answers.map(({ rows }) => rows[0].n)).toEqual(asked);
    expect(pool.totalCount).toBe(6);
  });

  it('keeps transactions apart: no update is lost', async () => {
    await Promise.all(
      Array.from({ length: 30 }, async () => {
        const client = await pool.connect();
        await client.query('BEGIN');
        const { rows } = await client.query('SELECT n FROM counter');
        await client.query('UPDATE counter SET n = $1', [rows[0].n + 1]);
        await client.query('COMMIT');
        client.release();
      }),
    );
    expect((await pool.query('SELECT n FROM counter')).rows).toEqual([{ n: 30 }]);
  });

  it('rolls back what a lost client left open', async () => {
    const client = await connect();
    await client.query('BEGIN; UPDATE counter SET n = -1');
    const waiting = pool.query('SELECT n FROM counter');
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect((await waiting).rows).toEqual([{ n: 30 }]);
  });

  it('lets two clients prepare different statements under one name', async () => {
    const [one, two] = await Promise.all([connect(), connect()]);
    for (const turn of [1, 2]) {
      expect((await one.query({ name: 'same', text: 'SELECT 1 AS a' })).rows, `turn ${turn}`).toEqual([
        { a: 1 },
      ]);
      expect((await two.query({ name: 'same', text: 'SELECT 2 AS b' })).rows).toEqual([{ b: 2 }]);
    }
    await Promise.all([one.end(), two.end()]);
    expect((await pool.query('SELECT count(*)::int AS n FROM pg_prepared_statements')).rows).toEqual([
      { n: 0 },
    ]);
  });
});

describe('sessions', () => {
  it('keeps the settings of one client from the others', async () => {
    const reader = await connect({
      options: '-c default_transaction_read_only=on',
      application_name: 'reader',
    });
    const writer = await connect({ application_name: 'writer' });
    await writer.query("SET work_mem = '7MB'");
    await expect(reader.query('UPDATE counter SET n = 0')).rejects.toMatchObject({ code: '25006' });
    await writer.query('UPDATE counter SET n = n');
    const state = "SELECT current_setting('application_name') AS name, current_setting('work_mem') AS memory";
    expect((await reader.query(state)).rows).toEqual([{ name: 'reader', memory: '4MB' }]);
    expect((await writer.query(state)).rows).toEqual([{ name: 'writer', memory: '7MB' }]);
    await writer.query('RESET ALL');
    expect((await writer.query('SHOW search_path')).rows).toEqual([{ search_path: '"$user", public' }]);
    await Promise.all([reader.end(), writer.end()]);
  });

  it('connects as another role, with its rights', async () => {
    await pool.query('CREATE ROLE guest LOGIN');
    const guest = await connect({ user: 'guest' });
    expect((await guest.query('SELECT current_user AS who')).rows).toEqual([{ who: 'guest' }]);
    await expect(guest.query('SELECT * FROM counter')).rejects.toMatchObject({ code: '42501' });
    expect((await pool.query('SELECT current_user AS who')).rows).toEqual([{ who: 'postgres' }]);
    await guest.end();
  });

  it('refuses an unknown database and an unknown role as PostgreSQL does', async () => {
    await expect(connect({ database: 'nowhere' })).rejects.toMatchObject({ code: '3D000' });
    await expect(connect({ user: 'nobody-here' })).rejects.toMatchObject({ code: '28000' });
  });
});

describe('the protocol', () => {
  it("passes errors through as PostgreSQL's own and goes on", async () => {
    await expect(pool.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012', severity: 'ERROR' });
    await expect(pool.query('SELECT $1::int', ['x'])).rejects.toMatchObject({ code: '22P02' });
    await expect(pool.query('SELEC')).rejects.toMatchObject({ code: '42601', position: '1' });
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('takes and gives large messages', async () => {
    const text = 'é'.repeat(4_000_000);
    const { rows } = await pool.query('SELECT length($1::text) AS n, $1::text AS text', [text]);
    expect(rows[0].n).toBe(4_000_000);
    expect(rows[0].text === text).toBe(true);
  });

  it('serves psql, with COPY in both directions', async () => {
    await psql('CREATE TABLE copied (id int, name text)');
    await psql('COPY copied FROM STDIN', '1\tone\n2\ttwo\n');
    expect(await psql('COPY (SELECT * FROM copied ORDER BY id) TO STDOUT')).toBe('1\tone\n2\ttwo\n');
    await expect(psql('COPY copied FROM STDIN', 'x\tone\n')).rejects.toThrow('invalid input syntax');
    expect(await psql("SELECT extname FROM pg_extension WHERE extname = 'timescaledb'")).toBe(
      'timescaledb\n',
    );
  });

  it('makes hypertables', async () => {
    await pool.query(`CREATE TABLE metrics (time timestamptz NOT NULL, value float)
      WITH (tsdb.hypertable, tsdb.partition_column = 'time')`);
    const { rows } = await pool.query('SELECT hypertable_name FROM timescaledb_information.hypertables');
    expect(rows).toEqual([{ hypertable_name: 'metrics' }]);
  });
});
