import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './refresh-unbatched';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `CREATE MATERIALIZED VIEW by_minute WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 minute', time) AS bucket, count(*) FROM readings GROUP BY 1 WITH NO DATA`,
    `SELECT add_continuous_aggregate_policy('by_minute', INTERVAL '3 days', INTERVAL '1 hour', INTERVAL '1 hour')`,
    // This engine has no workers, so the statistics of a job that takes three quarters of an hour are written here.
    `INSERT INTO _timescaledb_internal.bgw_job_stat (job_id, last_start, last_finish, next_start, last_successful_finish, last_run_success,
         total_runs, total_duration, total_duration_failures, total_successes, total_failures, total_crashes, consecutive_failures, consecutive_crashes, flags)
       SELECT job_id, now() - interval '50 minutes', now() - interval '5 minutes', now() + interval '1 hour', now() - interval '5 minutes', true,
         10, interval '450 minutes', interval '0', 10, 0, 0, 0, 0, 0
       FROM timescaledb_information.jobs WHERE proc_name = 'policy_refresh_continuous_aggregate'`,
  ]);
});
afterAll(() => engine?.stop());

describe('continuous-aggregates/refresh-unbatched on a real engine', () => {
  it('finds the slow policy, sets its batches and puts them back', async () => {
    const [found] = await findings(engine.url, rule);
    await tellAdviceStory({ url: engine.url, rule, subject: found?.subject ?? [] });
    expect(found?.facts).toMatchObject({ averageRunSeconds: 2_700, bucketsPerBatch: 1 });
  });
});
