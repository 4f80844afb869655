import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { rehearseSetting } from '../testing/advice-story';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { takeArtifacts } from '../testing/take-snapshot';
import rule from './autovacuum-saturated';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(18);
});
afterAll(() => database?.stop());

/** An hour of busy workers no test can wait for: the settings are real, what history says of them is not. */
describe('vacuum/autovacuum-saturated on a real engine', () => {
  it('doubles the limit in force, and takes it back', async () => {
    const { server, artifacts } = await takeArtifacts(database.url, ['settings', 'tables']);
    if (artifacts.settings?.status !== 'ok' || artifacts.tables?.status !== 'ok') throw new Error('not read');
    const busy = {
      average: 3,
      least: 3,
      greatest: 3,
      first: 3,
      last: 3,
      samples: 360,
      windowSeconds: 3_600,
      usual: null,
    };
    const [finding] = expectFindings(
      rule.check(
        { settings: artifacts.settings.rows, tables: artifacts.tables.rows },
        context({ server, trends: () => busy }),
      ),
    );
    if (!finding) throw new Error('nothing found');
    expect(finding.advice?.steps[0]?.sql).toBe('ALTER SYSTEM SET "autovacuum_vacuum_cost_limit" = 400;');
    await rehearseSetting(database.url, finding, 'autovacuum_vacuum_cost_limit');
  });
});
