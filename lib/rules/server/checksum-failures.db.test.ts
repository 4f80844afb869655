import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { findings } from '../testing/advice-story';
import { changedRows } from '../testing/changed-rows';
import { takeArtifacts } from '../testing/take-snapshot';
import rule from './checksum-failures';

let engine: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  engine = await freshDatabase(18);
});
afterAll(() => engine?.stop());

/** Damaging a file under a server that other tests share is no test; the count comes in. It gives words, no SQL. */
describe('server/checksum-failures on a real engine', () => {
  it('reads that nothing is damaged where checksums are on, as they are from 18 on', async () => {
    const real = await takeArtifacts(engine.url, ['databaseCounters']);
    expect(runRule(rule, real, Date.now(), {}).outcome.status).toBe('passed');
    const damaged = await findings(engine.url, rule, {}, (snapshot) =>
      changedRows(snapshot, 'databaseCounters', (row) => ({ ...row, checksumFailures: 1 })),
    );
    expect(damaged).toMatchObject([{ severity: 'critical' }]);
  });
});
