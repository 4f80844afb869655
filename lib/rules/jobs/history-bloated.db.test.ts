import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { vacuumFull } from '@/lib/sql/relation';
import { findings, run } from '../testing/advice-story';
import rule from './history-bloated';

let engine: Awaited<ReturnType<typeof startTimescale>>;
/** So that a megabyte is a gigabyte. */
const profile = { byteThresholdRatio: 0.001 };

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `INSERT INTO _timescaledb_internal.bgw_job_stat_history (job_id, pid, execution_start, execution_finish, succeeded, data)
       SELECT 1000, 1, at, at, false, jsonb_build_object('error_data', jsonb_build_object('message', repeat('x', 400)))
         FROM generate_series(now() - interval '20 days', now(), interval '10 minutes') at`,
  ]);
});
afterAll(() => engine?.stop());

const one = async () => (await findings(engine.url, rule, profile))[0];

/** No story of the whole life: what the undo cannot bring back is the very rows that were too many. */
describe('jobs/history-bloated on a real engine', () => {
  it('shortens the history, and puts the configuration of its retention back', async () => {
    const finding = await one();
    const advice = finding?.advice;
    if (!advice || 'impossible' in advice.undo) throw new Error('expected advice that can be undone');
    expect(finding.facts.historyBytes).toBeGreaterThan(1_000_000);
    const config = async () =>
      (await run(engine.url, ['SELECT config FROM timescaledb_information.jobs WHERE job_id = 3']))?.rows[0]
        .config;
    const before = await config();
    await run(
      engine.url,
      advice.steps.map(({ sql }) => sql),
    );
    expect(await config()).toEqual({
      drop_after: '7 days',
      max_successes_per_job: 100,
      max_failures_per_job: 100,
    });
    expect(Object.values((await run(engine.url, [advice.verify.sql]))?.rows[0])).toEqual([true]);
    expect(await one()).toBeUndefined();
    await run(
      engine.url,
      advice.undo.map(({ sql }) => sql),
    );
    expect(await config()).toEqual(before);
  });

  it('gives the space back as versions need it whose retention only deletes', async () => {
    await run(engine.url, [
      'DELETE FROM _timescaledb_internal.bgw_job_stat_history',
      vacuumFull('_timescaledb_internal', 'bgw_job_stat_history'),
    ]);
    const size = `SELECT pg_relation_size('_timescaledb_internal.bgw_job_stat_history')::int AS bytes`;
    expect((await run(engine.url, [size]))?.rows).toEqual([{ bytes: 0 }]);
  });
});
