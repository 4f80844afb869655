import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { rehearseSetting, run } from '../testing/advice-story';
import { trend } from '../testing/context';
import { takeArtifacts } from '../testing/take-snapshot';
import { trendsOf } from '../trends';
import rule from './statements-lossy';

let engine: Awaited<ReturnType<typeof startPostgres>>;

/**
 * The room itself takes a restart to change, so the advice is told as far as the file that the next start reads; and
 * the test's engine has it on its command line, which no advice can change.
 */
beforeAll(async () => {
  engine = await startPostgres(18, {
    settings: { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.max': '100' },
  });
  await run(engine.url, ['CREATE EXTENSION pg_stat_statements']);
});
afterAll(() => engine?.stop());

async function judged(clearings: number) {
  const snapshot = await takeArtifacts(engine.url, ['statements', 'statementTracking', 'settings']);
  const { settings } = snapshot.artifacts;
  if (settings?.status !== 'ok') throw new Error('not collected');
  const rows = settings.rows.map((row) => ({ ...row, source: 'configuration file' }));
  const inFile = { ...snapshot, artifacts: { ...snapshot.artifacts, settings: { ...settings, rows } } };
  const trends = trendsOf([trend('statementClearingsPerSecond', clearings / 3_600)]);
  return { snapshot, ...runRule(rule, inFile, Date.now(), {}, trends) };
}

it('finds that statements were thrown away, each clearing taking ten at least', async () => {
  expect((await judged(0)).outcome.status).toBe('passed');
  await run(
    engine.url,
    Array.from({ length: 150 }, (_, at) => `SELECT 1${', 1'.repeat(at)}`),
  );
  const { artifacts } = (await judged(0)).snapshot;
  const [tracking] = artifacts.statementTracking?.status === 'ok' ? artifacts.statementTracking.rows : [];
  expect(tracking).toMatchObject({ mostEntries: 100 });
  expect(tracking?.entries).toBeLessThanOrEqual(100);
  const clearings = tracking?.deallocations ?? 0;
  // 150 texts and some of our own into room for a hundred, ten at a time.
  expect(clearings).toBeGreaterThanOrEqual(5);
  expect(clearings).toBeLessThan(15);
  const { findings } = await judged(clearings);
  expect(findings).toMatchObject([{ severity: 'notice', facts: { lostPerHour: 10 * clearings } }]);
  if (findings[0]) await rehearseSetting(engine.url, findings[0], 'pg_stat_statements.max');
});
