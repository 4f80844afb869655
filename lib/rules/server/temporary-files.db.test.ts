import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { watched } from '../testing/watched';
import rule from './temporary-files';

let engine: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  engine = await freshDatabase(18);
  await run(engine.url, ['CREATE EXTENSION pg_stat_statements']);
});
afterAll(() => engine?.stop());

/** It gives words, no SQL: what the statement needs is the Queries screen's. */
describe('server/temporary-files on a real engine', () => {
  it('finds a sort that spills and names its statement, and is quiet when it has the memory', async () => {
    const sorted = (memory: string) =>
      watched(engine.url, 'databaseCounters', 10, () =>
        run(engine.url, [
          `SET work_mem = '${memory}'`,
          'SELECT max(i) FROM (SELECT i FROM generate_series(1, 400000) i ORDER BY -i OFFSET 0) sorted',
        ]),
      );
    const [found] = await findings(engine.url, rule, {}, undefined, await sorted('64kB'));
    expect(found?.facts.temporaryBytesPerHour).toBeGreaterThan(1_073_741_824);
    expect(found?.detail).toContain('SELECT max(i) FROM (SELECT i FROM generate_series');
    const none = await findings(engine.url, rule, {}, undefined, await sorted('200MB'));
    expect(none).toEqual([]);
  });
});
