import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '@/lib/embedded/job-runner';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './schedule-overrun';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE metrics (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE metrics SET (timescaledb.enable_columnstore)`,
    `CALL add_columnstore_policy('metrics', after => interval '7 days', schedule_interval => interval '90 minutes')`,
    `CREATE PROCEDURE work(job_id int, config jsonb) LANGUAGE plpgsql AS 'BEGIN END'`,
    `SELECT add_job('work', interval '1 hour')`,
  ]);
  await runDueJobs(engine.url);
  // As twenty runs of eighty minutes leave it.
  await run(engine.url, [
    `UPDATE _timescaledb_internal.bgw_job_stat SET total_runs = 20, total_successes = 20,
       total_duration = 20 * CASE WHEN job_id = 1000 THEN interval '80 minutes' ELSE interval '1 minute' END,
       last_start = last_finish - CASE WHEN job_id = 1000 THEN interval '81 minutes' ELSE interval '1 minute' END
     WHERE job_id >= 1000`,
  ]);
});
afterAll(() => engine?.stop());

describe('jobs/schedule-overrun on a real engine', () => {
  it('finds the one that does not fit, gives it more time, and takes that back', async () => {
    expect(await findings(engine.url, rule)).toHaveLength(1);
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['job', '1000'] });
    expect(finding).toMatchObject({
      title: 'Give the job 1000, Columnstore Policy of public.metrics more time between runs, or less to do',
      facts: { averageSeconds: 4_800, scheduleSeconds: 5_400, busyRatio: 0.89 },
      advice: { steps: [{ sql: "SELECT alter_job(1000, schedule_interval => INTERVAL '3 hours');" }] },
    });
  });
});
