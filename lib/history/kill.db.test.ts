import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type SupervisedEngine, superviseEngine } from '@/lib/embedded/supervise';
import { newClusterFolder } from '@/lib/embedded/test-folders';
import { History } from './history';

const KILLS = 20;

let folder: string;
let engine: SupervisedEngine;
let history: History;

beforeAll(async () => {
  folder = newClusterFolder();
  engine = await superviseEngine({
    kind: 'timescale',
    dataDir: join(folder, 'history'),
    longestPauseMs: 200,
  });
  history = new History(engine.url);
  await vi.waitUntil(() => history.status.problem === null, { timeout: 30_000 });
});

afterAll(async () => {
  await history.close();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Every sample is one of its own instant, so that none can hide behind another. */
async function keep(sample: number): Promise<void> {
  const at = new Date(Date.UTC(2026, 0, 1) + sample * 1_000).toISOString();
  history.keepValues('d', at, [{ metric: 'connections', subject: '', value: sample }]);
  await history.written();
}

it('loses no acknowledged sample when its engine is killed twenty times, and goes on by itself', async () => {
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const { restarts } = engine.state();
    const momentMs = 20 + Math.random() * 250;
    const killed = sleep(momentMs).then(() => process.kill(engine.pid(), 'SIGKILL'));
    const until = Date.now() + momentMs;
    while (Date.now() < until) {
      await keep(acknowledged + 1);
      acknowledged += 1;
    }
    await killed;
    await vi.waitUntil(() => engine.state().restarts > restarts, { timeout: 30_000 });
  }
  await keep(acknowledged + 1);
  const client = new pg.Client({ connectionString: engine.url });
  await client.connect();
  const { rows } = await client.query<{ samples: number; newest: number }>(
    'SELECT count(*)::int AS samples, max(value)::int AS newest FROM chunkwise_history.sample',
  );
  await client.end();
  expect(acknowledged).toBeGreaterThan(KILLS);
  expect(rows[0]).toEqual({ samples: acknowledged + 1, newest: acknowledged + 1 });
}, 240_000);

it('says that it is away, goes on taking samples, and writes them when it is back', async () => {
  const { restarts } = engine.state();
  process.kill(engine.pid(), 'SIGKILL');
  for (let sample = 0; sample < 100; sample++)
    history.keepValues('d', new Date(Date.UTC(2026, 1, 1) + sample * 1_000).toISOString(), [
      { metric: 'activeSessions', subject: '', value: sample },
    ]);
  expect(history.status.waitingWrites).toBeGreaterThan(0);
  await vi.waitUntil(() => history.status.problem !== null, { timeout: 10_000 });
  await vi.waitUntil(() => engine.state().restarts > restarts, { timeout: 30_000 });
  await history.written();
  expect(history.status).toMatchObject({ problem: null, waitingWrites: 0, droppedWrites: 0 });
}, 60_000);
