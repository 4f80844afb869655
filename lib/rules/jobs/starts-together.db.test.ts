import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { findingsAsServer } from '../testing/as-server';
import { settings } from '../testing/setting-rows';
import rule from './starts-together';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE PROCEDURE work(job_id int, config jsonb) LANGUAGE plpgsql AS 'BEGIN END'`,
    // Half of them count their slots from a fixed instant.
    ...[true, false, true, false].map(
      (fixed) => `SELECT add_job('work', interval '1 day', fixed_schedule => ${fixed},
         initial_start => date_trunc('hour', now()) + interval '2 hours')`,
    ),
    // As an hour a run leaves it.
    `INSERT INTO _timescaledb_internal.bgw_job_stat
       SELECT 1000 + n, now(), now(), date_trunc('hour', now()) + interval '2 hours', now(), true, 10, interval '10 hours', '0', 10, 0, 0, 0, 0
         FROM generate_series(0, 3) n
       ON CONFLICT (job_id) DO UPDATE SET total_runs = 10, total_successes = 10, total_duration = interval '10 hours'`,
  ]);
});
afterAll(() => engine?.stop());

const found = () =>
  findingsAsServer(engine.url, rule, { settings: settings({ 'timescaledb.max_background_workers': 5 }) });

describe('jobs/starts-together on a real engine', () => {
  it('spreads the starts, and puts them back', async () => {
    const [finding] = await found();
    expect(finding?.facts).toMatchObject({ jobsTogether: 4, freeWorkers: 3, longestWaitSeconds: 3_600 });
    const advice = finding?.advice;
    if (!advice || 'impossible' in advice.undo) throw new Error('expected advice that can be undone');
    await run(
      engine.url,
      advice.steps.map(({ sql }) => sql),
    );
    expect((await run(engine.url, [advice.verify.sql]))?.rows).toEqual([{ count: '1' }]);
    expect(await found()).toEqual([]);
    await run(
      engine.url,
      advice.undo.map(({ sql }) => sql),
    );
    expect((await run(engine.url, [advice.verify.sql]))?.rows).toEqual([{ count: '4' }]);
    expect(await found()).toHaveLength(1);
  });

  it('does not apply where the owner of the engine runs one job after the other', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
  });
});
