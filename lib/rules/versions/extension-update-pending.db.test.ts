import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './extension-update-pending';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(18);
  await run(engine.url, [`CREATE EXTENSION pg_stat_statements VERSION '1.9'`]);
});
afterAll(() => engine?.stop());

/** No engine has the files of two releases of TimescaleDB; the statement is the same for every extension. */
describe('versions/extension-update-pending on a real engine', () => {
  it('finds an old pg_stat_statements, updates it, and does not promise a way back', async () => {
    const found = await tellAdviceStory({ url: engine.url, rule, subject: ['pg_stat_statements'] });
    expect(found).toMatchObject({ severity: 'notice', advice: { undo: { impossible: expect.any(String) } } });
  });
});
