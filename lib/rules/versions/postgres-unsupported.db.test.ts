import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings } from '../testing/advice-story';
import rule from './postgres-unsupported';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(13);
});
afterAll(() => engine?.stop());

/** A major upgrade is no SQL, so there is no story to tell. */
describe('versions/postgres-unsupported on a real engine', () => {
  it('finds PostgreSQL 13, whose support ended in 2025', async () => {
    const [found] = await findings(engine.url, rule);
    expect(found).toMatchObject({ severity: 'warning', facts: { major: 13 } });
    expect(found?.detail).toContain('since 2025-11-13');
  });
});
