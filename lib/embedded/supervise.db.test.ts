import { chmodSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';

import { spawnEngine } from './spawn-engine';
import { type SupervisedEngine, superviseEngine } from './supervise';
import { newClusterFolder } from './test-folders';

const folders: string[] = [];
const engines: SupervisedEngine[] = [];

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(mode = 0o711): string {
  const made = newClusterFolder();
  chmodSync(made, mode);
  folders.push(made);
  return made;
}

async function supervise(options: Parameters<typeof superviseEngine>[0]): Promise<SupervisedEngine> {
  const engine = await superviseEngine(options);
  engines.push(engine);
  return engine;
}

/** Asks until the engine answers: while it restarts there is nobody to connect to. */
async function ask(url: string, sql: string): Promise<unknown[]> {
  for (const until = Date.now() + 20_000; ; await sleep(50)) {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query(sql)).rows;
    } catch (error) {
      const isDown = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P03'].includes(
        (error as { code?: string }).code ?? '',
      );
      if (!isDown || Date.now() > until) throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** So many rows are written before the engine is killed in the middle of the next ones. */
const ROWS_BEFORE_KILL = 50;

/** Writes rows one by one until the engine is gone; returns the last one that was acknowledged. */
async function writeUntilKilled(url: string, kill: () => void): Promise<number> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  for (let n = 1; ; n += 1) {
    // Not awaited: the next rows are on their way while the process dies.
    if (n === ROWS_BEFORE_KILL) setImmediate(kill);
    try {
      await client.query('INSERT INTO kept VALUES ($1)', [n]);
    } catch {
      return n - 1;
    }
  }
}

describe.each(['timescale', 'postgres'] as const)('a supervised %s engine', (kind) => {
  it('comes back after kill -9 with every acknowledged row', async () => {
    const seen: string[] = [];
    const dataDir = folder();
    const engine = await supervise({ kind, dataDir, onState: ({ status }) => seen.push(status) });
    await ask(engine.url, 'CREATE TABLE kept (n int)');
    const acknowledged = await writeUntilKilled(engine.url, () => process.kill(engine.pid(), 'SIGKILL'));
    expect(acknowledged).toBeGreaterThanOrEqual(ROWS_BEFORE_KILL - 1);

    const [row] = await ask(engine.url, `SELECT count(*)::int AS rows FROM kept WHERE n <= ${acknowledged}`);
    expect(row).toEqual({ rows: acknowledged });
    await expect.poll(() => engine.state()).toEqual({ status: 'running', restarts: 1 });
    await engine.stop();
    expect(seen).toEqual(['restarting', 'running', 'stopped']);
  });

  it('refuses a data folder that another process has, and takes over a stale lock', async () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, 'lock'), '4194301 1');
    const engine = await supervise({ kind, dataDir });
    expect(readFileSync(join(dataDir, 'lock'), 'utf8')).toMatch(new RegExp(`^${engine.pid()} `));
    await expect(superviseEngine({ kind, dataDir })).rejects.toMatchObject({ code: 'data-folder-locked' });
  });

  it('says when the data folder cannot be written', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    const dataDir = join(file, 'data');
    await expect(superviseEngine({ kind, dataDir })).rejects.toMatchObject({
      code: 'data-folder-unwritable',
    });
  });

  it('ends with its parent', async () => {
    const child = await spawnEngine({ kind, dataDir: folder(), socketDir: folder(), settings: {} });
    await child.stop();
    expect(() => process.kill(child.pid, 0)).toThrow('ESRCH');
  });
});

it('keeps a native database below a folder that the server user may not enter', async () => {
  const dataDir = folder(0o700);
  const engine = await supervise({ kind: 'postgres', dataDir });
  folders.push(realpathSync(join(dataDir, 'moved')));
  await ask(engine.url, 'CREATE TABLE kept AS SELECT 1 AS n');
  await engine.stop();
  const again = await supervise({ kind: 'postgres', dataDir });
  expect(await ask(again.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
});
