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

/** It gives words, no SQL: how large buffers may be only the memory tells. */
describe('server/backend-syncs on a real engine', () => {
  it('finds sessions that flush many new files, and none where nothing happened', async () => {
    const some = await watched(engine.url, 'checkpoints', 10, () => run(engine.url, [MANY_FILES]));
    expect(await findings(engine.url, rule, {}, undefined, some)).toMatchObject([{ severity: 'warning' }]);
    const none = await watched(engine.url, 'checkpoints', 10, async () => undefined);
    expect(await findings(engine.url, rule, {}, undefined, none)).toEqual([]);
  });
});
