import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { watched } from '../testing/watched';
import rule from './cache-hit-low';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(16, { settings: { shared_buffers: '1MB' } });
  await run(engine.url, [
    `CREATE TABLE wide AS SELECT i, repeat('x', 2000) AS note FROM generate_series(1, 8000) i`,
    'CREATE TABLE narrow AS SELECT 1 AS id',
  ]);
});
afterAll(() => engine?.stop());

/** It gives words, no SQL: which statement reads too much is the Queries screen's. */
describe('server/cache-hit-low on a real engine', () => {
  it('finds a table that does not fit into the cache, and not one that does', async () => {
    const during = (statement: string) =>
      watched(engine.url, 'databaseCounters', 5, () => run(engine.url, [statement]));
    const cold = await during('SELECT count(note) FROM wide');
    const [found] = await findings(engine.url, rule, {}, undefined, cold);
    expect(found?.facts.blocksReadPerSecond).toBeGreaterThan(300);
    const warm = await during('SELECT count(*) FROM narrow');
    expect(await findings(engine.url, rule, {}, undefined, warm)).toEqual([]);
  });
});
