import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { takeArtifacts } from '../testing/take-snapshot';
import rule from './archiver-not-running';

let engine: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  engine = await freshDatabase(18);
});
afterAll(() => engine?.stop());

/** The story of an archiver that does nothing is told in `archiver-failing.db.test.ts`, whose server archives. */
describe('wal/archiver-not-running on a real engine', () => {
  it('does not apply where archiving is off', async () => {
    const { outcome } = runRule(rule, await takeArtifacts(engine.url, ['archiver']), Date.now(), {});
    expect(outcome.status).toBe('not-applicable');
  });
});
