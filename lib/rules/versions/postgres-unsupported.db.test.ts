import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { takeSnapshot } from '../testing/take-snapshot';
import minorUnsafe from './postgres-minor-unsafe';
import rule from './postgres-unsupported';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(13);
});
afterAll(() => engine?.stop());

/** A major upgrade is no SQL, so there is no story to tell. */
describe('versions/postgres-unsupported on a real engine', () => {
  it('finds PostgreSQL 13, whose support has ended', async () => {
    const snapshot = await takeSnapshot(engine.url, []);
    expect(runRule(rule, snapshot, Date.parse('2026-11-30'), {}).findings).toMatchObject([
      { severity: 'warning', facts: { major: 13, daysLeft: -382 } },
    ]);
    expect(runRule(minorUnsafe, snapshot, Date.now(), {}).outcome.status).toMatch(/passed|found/);
  });
});
