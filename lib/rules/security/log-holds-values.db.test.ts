import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { RELOAD } from '@/lib/sql/setting';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './log-holds-values';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(13);
  await run(engine.url, [
    `ALTER SYSTEM SET log_statement = 'all'`,
    'ALTER SYSTEM SET log_min_duration_statement = 0',
    'ALTER SYSTEM SET log_parameter_max_length_on_error = -1',
    RELOAD,
  ]);
});
afterAll(() => engine?.stop());

const PLANTED = ['log_statement', 'log_min_duration_statement', 'log_parameter_max_length_on_error'];

describe('security/log-holds-values on a real engine', () => {
  it('finds each setting that writes values into the log', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject[0])).toEqual(PLANTED);
  });

  it.each(PLANTED)('changes %s by a reload, and takes it back', async (name) => {
    await tellAdviceStory({ url: engine.url, rule, subject: [name] });
  });
});
