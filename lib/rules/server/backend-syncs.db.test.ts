import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { watched } from '../testing/watched';
import rule from './backend-syncs';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  // The least there is: a list of sixteen places.
  engine = await startPostgres(13, { settings: { shared_buffers: '128kB', fsync: 'on' } });
});
afterAll(() => engine?.stop());

const MANY_FILES = `DO $$ BEGIN FOR i IN 1 .. 100 LOOP
  EXECUTE format('CREATE TABLE t%s (id int)', i); EXECUTE format('INSERT INTO t%s VALUES (1)', i);
END LOOP; END $$`;

/** What the checkpointer has no time for stays with the sessions: it is held up here while they write. */
async function writeUnattended(): Promise<void> {
  const found = await run(engine.url, [
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'",
  ]);
  const checkpointer = found?.rows[0]?.pid as number;
  process.kill(checkpointer, 'SIGSTOP');
  try {
    await run(engine.url, [MANY_FILES]);
  } finally {
    process.kill(checkpointer, 'SIGCONT');
  }
  // It counts what sessions did in its stead when it goes on.
  await expect
    .poll(async () =>
      Number(
        (await run(engine.url, ['SELECT buffers_backend_fsync AS n FROM pg_stat_bgwriter']))?.rows[0]?.n,
      ),
    )
    .toBeGreaterThan(0);
}

/** It gives words, no SQL: how large buffers may be only the memory tells. */
describe('server/backend-syncs on a real engine', () => {
  it('finds sessions that flush many new files, and none where nothing happened', async () => {
    const some = await watched(engine.url, 'checkpoints', 10, writeUnattended);
    expect(await findings(engine.url, rule, {}, undefined, some)).toMatchObject([{ severity: 'warning' }]);
    const none = await watched(engine.url, 'checkpoints', 10, async () => undefined);
    expect(await findings(engine.url, rule, {}, undefined, none)).toEqual([]);
  });
});
