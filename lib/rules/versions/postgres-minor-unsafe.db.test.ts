import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { postgresReleases } from '../shared/versions/postgres-releases';
import { takeSnapshot } from '../testing/take-snapshot';
import rule from './postgres-minor-unsafe';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(17);
});
afterAll(() => engine?.stop());

/** A minor upgrade is packages and a restart, no SQL, so there is no story to tell. */
describe('versions/postgres-minor-unsafe on a real engine', () => {
  it('compares the minor that really runs with the list', async () => {
    const snapshot = await takeSnapshot(engine.url, []);
    const minor = Number(snapshot.server.version.split('.')[1]);
    const known = postgresReleases.majors.find(({ major }) => major === 17);
    const { outcome, findings } = runRule(rule, snapshot, Date.now(), {});
    if (!known || minor > known.newestMinor) expect(outcome.status).toBe('not-run');
    else if (minor < known.secureMinor) expect(findings).toMatchObject([{ facts: { minor } }]);
    else expect(outcome.status).toBe('passed');
  });
});
