import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './temp-heavy';

let engine: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
  engine = await freshDatabase(17);
  await run(engine.url, ['CREATE EXTENSION pg_stat_statements']);
});
afterAll(() => engine?.stop());

/** As if what was counted had taken two hours: a test has no hour to wait. */
const twoHoursLater = (real: Snapshot): Snapshot => {
  const { statements } = real.artifacts;
  if (statements?.status !== 'ok') throw new Error('not collected');
  const statsSince = new Date(Date.parse(real.takenAt) - 2 * 3_600_000).toISOString();
  const rows = statements.rows.map((row) => ({ ...row, statsSince }));
  return { ...real, artifacts: { ...real.artifacts, statements: { ...statements, rows } } };
};
/** Megabytes stand for gigabytes. */
const profile = { byteThresholdRatio: 0.001 };

it('finds the sort that went through temporary files, and not the one in memory', async () => {
  await run(engine.url, [
    `SELECT md5(i::text) FROM generate_series(1, 20000) i ORDER BY 1 LIMIT 1 OFFSET 19999`,
    `SET work_mem = '64kB'`,
    `SELECT 'ours', i FROM generate_series(1, 200000) i ORDER BY md5(i::text) LIMIT 1 OFFSET 199999`,
  ]);
  const found = await findings(engine.url, rule, profile, twoHoursLater);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    subject: [expect.stringMatching(/^-?\d+$/), 'postgres'],
    severity: 'warning',
  });
  expect(found[0]?.title).toContain('SELECT $1, i FROM generate_series');
  expect(found[0]?.facts.temporaryBytesPerCall).toBeGreaterThan(4_000_000);
});
