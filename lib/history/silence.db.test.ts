import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FreezingProxy, startFreezingProxy } from '@/lib/db/testing/freezing-proxy';
import { socketPort } from '@/lib/embedded/socket-url';
import { startPostgres } from '@/lib/embedded/test-engines';
import { History } from './history';

let engine: Awaited<ReturnType<typeof startPostgres>>;
let proxy: FreezingProxy;
let history: History;

beforeAll(async () => {
  engine = await startPostgres(18);
  const folder = new URL(engine.url).searchParams.get('host') ?? '';
  proxy = await startFreezingProxy(path.join(folder, `.s.PGSQL.${socketPort}`));
  history = new History(`postgres://postgres@127.0.0.1:${proxy.port}/postgres`);
  await vi.waitUntil(() => history.status.problem === null, { timeout: 30_000 });
});
afterAll(async () => {
  await history?.close();
  await proxy?.stop();
  await engine?.stop();
});

const sample = (value: number) =>
  history.keepValues('d', new Date(Date.now() - value * 1_000).toISOString(), [
    { metric: 'connections', subject: '', value },
  ]);
const read = () =>
  history.series({
    databaseId: 'd',
    metric: 'connections',
    subject: '',
    fromMs: Date.now() - 600_000,
    toMs: Date.now() + 60_000,
    points: 60,
    sampledEverySeconds: 10,
  });

it('answers at once that a silent store is away, says so by itself, and loses nothing', {
  timeout: 120_000,
}, async () => {
  sample(1);
  await history.written();
  proxy.freeze();
  sample(2);
  const askedAt = Date.now();
  await expect(read()).rejects.toMatchObject({ code: 'history-unavailable' });
  expect(Date.now() - askedAt).toBeLessThan(5_000);
  await vi.waitFor(() => expect(history.status.problem).toContain('timeout'), {
    timeout: 30_000,
    interval: 250,
  });
  sample(3);

  proxy.thaw();
  await vi.waitFor(() => expect(history.status).toMatchObject({ problem: null, waitingWrites: 0 }), {
    timeout: 60_000,
    interval: 250,
  });
  const { points } = await read();
  expect(points.reduce((sum, { samples }) => sum + samples, 0)).toBe(3);
  expect(history.status.droppedWrites).toBe(0);
});
