import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { tellAdviceStory } from '../testing/advice-story';
import rule from './passwords-md5';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(13);
});
afterAll(() => engine?.stop());

it('finds the default of PostgreSQL 13, applies, verifies and undoes', async () => {
  const { facts } = await tellAdviceStory({ url: engine.url, rule, subject: ['password_encryption'] });
  expect(facts.logins).toBe(1);
});
