import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '@/lib/embedded/job-runner';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { findingsAsServer } from '../testing/as-server';
import { backgroundWorkers } from '../testing/job-rows';
import rule from './start-overdue';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE PROCEDURE "do ""it"""(job_id int, config jsonb) LANGUAGE plpgsql AS 'BEGIN END'`,
    `SELECT add_job('"do ""it"""', interval '1 hour', initial_start => now() - interval '2 days')`,
    `SELECT add_job('"do ""it"""', interval '1 hour')`,
    `SELECT add_job('"do ""it"""', interval '1 hour')`,
  ]);
  await runDueJobs(engine.url);
});
afterAll(() => engine?.stop());

const late = (jobId: number, since: string) =>
  `UPDATE _timescaledb_internal.bgw_job_stat SET next_start = now() - interval '${since}' WHERE job_id = ${jobId}`;
const found = () => findingsAsServer(engine.url, rule, { backgroundWorkers: [backgroundWorkers()] });

/** Its advice restarts a scheduler, which this engine has none of; that the function exists, scheduler-missing tests. */
describe('jobs/start-overdue on a real engine', () => {
  it('finds what has been due for long, until somebody runs it', async () => {
    expect(await found()).toEqual([]);
    await run(engine.url, [late(1000, '2 hours'), late(1001, '11 minutes'), late(1002, '9 minutes')]);
    expect(await found()).toMatchObject([
      { severity: 'notice', facts: { overdueJobs: 2, neverStartedJobs: 0, runningJobs: 0 } },
    ]);
    expect((await found())[0]?.detail).toContain('job 1000, public.do "it"; job 1001');
    await runDueJobs(engine.url);
    expect(await found()).toEqual([]);
  });

  it('finds one that never started beside younger ones that did', async () => {
    await run(engine.url, [
      'DELETE FROM _timescaledb_internal.bgw_job_stat WHERE job_id = 1000',
      `UPDATE _timescaledb_internal.bgw_job_stat SET last_start = now() - interval '1 day' WHERE job_id = 1001`,
    ]);
    expect(await found()).toMatchObject([{ facts: { overdueJobs: 1, neverStartedJobs: 1 } }]);
  });

  it('raises no alarm where the owner of the engine runs the jobs', async () => {
    await run(engine.url, [late(1001, '1 day')]);
    expect(await findings(engine.url, rule)).toEqual([]);
  });
});
