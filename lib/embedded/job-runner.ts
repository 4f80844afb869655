import { Client } from 'pg';
import { every } from './every';

const pollMs = 15_000;

/**
 * The embedded TimescaleDB has no background workers: this runs its scheduled jobs when they are due, with
 * `run_job`, and writes the statistics and the history that a worker would have written.
 */
export function startJobRunner(url: string): { stop(): Promise<void> } {
  return every(pollMs, () => runDueJobs(url));
}

/** Runs every job that is due now, one after the other; returns how many there were. */
export async function runDueJobs(url: string): Promise<number> {
  const client = new Client({ connectionString: url, application_name: 'chunkwise jobs' });
  // The engine may go away between two jobs; the query that notices it rejects.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ id: number }>(dueJobs);
    for (const { id } of rows) await runJob(client, id);
    return rows.length;
  } finally {
    await client.end();
  }
}

/** As the scheduler of TimescaleDB 2.23, it leaves alone what looks as if it were still running. */
const dueJobs = `
  SELECT j.job_id AS id
  FROM timescaledb_information.jobs j LEFT JOIN _timescaledb_internal.bgw_job_stat s USING (job_id)
  WHERE j.scheduled AND coalesce(j.next_start, j.initial_start, '-infinity') <= now()
    AND NOT coalesce(s.next_start = '-infinity' AND s.last_finish = '-infinity' AND s.last_start > '-infinity', false)
  ORDER BY j.next_start NULLS FIRST, j.job_id`;

async function runJob(client: Client, id: number): Promise<void> {
  const { rows } = await client.query<{ at: string }>('SELECT clock_timestamp()::text AS at');
  const startedAt = rows[0]?.at;
  const failure = await client.query(`CALL run_job(${id})`).then(
    () => null,
    (error: unknown) => errorData(error),
  );
  await client.query(recordRun, [id, startedAt, failure === null, JSON.stringify(failure)]);
  await client.query(stopAfterRetries, [id]);
}

/** The shape in which TimescaleDB keeps an error in a job's history. */
function errorData(error: unknown): Record<string, string> {
  const { code, message, detail, hint } = error as {
    code?: string;
    message?: string;
    detail?: string;
    hint?: string;
  };
  // Without an SQLSTATE it was not the job that failed but the engine.
  if (!code || !/^[0-9A-Z]{5}$/.test(code)) throw error;
  return { sqlerrcode: code, message: message ?? '', ...(detail && { detail }), ...(hint && { hint }) };
}

/**
 * As job_stat.c does it: a success waits for the next slot, a failure for the retry period times the failures in
 * a row, at most five intervals.
 */
const recordRun = `
  WITH run AS (
    SELECT j.*, $2::timestamptz AS started, clock_timestamp() AS finished, $3::boolean AS succeeded,
      coalesce(s.consecutive_failures, 0) + 1 AS failures
    FROM timescaledb_information.jobs j LEFT JOIN _timescaledb_internal.bgw_job_stat s USING (job_id)
    WHERE j.job_id = $1::int
  ), slot AS (
    SELECT job_id, CASE
      WHEN fixed_schedule AND initial_start IS NOT NULL
        THEN initial_start + schedule_interval * (floor(extract(epoch FROM finished - initial_start)
          / extract(epoch FROM schedule_interval)) + 1)
      ELSE finished + schedule_interval END AS at
    FROM run
  ), history AS (
    INSERT INTO _timescaledb_internal.bgw_job_stat_history
      (job_id, pid, execution_start, execution_finish, succeeded, data)
    SELECT job_id, pg_backend_pid(), started, finished, succeeded, jsonb_strip_nulls(jsonb_build_object(
      'job', jsonb_build_object('owner', owner::text, 'proc_schema', proc_schema, 'proc_name', proc_name, 'config', config),
      'error_data', $4::jsonb))
    FROM run
  )
  INSERT INTO _timescaledb_internal.bgw_job_stat AS s (job_id, last_start, last_finish, next_start,
    last_successful_finish, last_run_success, total_runs, total_duration, total_duration_failures,
    total_successes, total_failures, total_crashes, consecutive_failures, consecutive_crashes)
  SELECT job_id, started, finished,
    CASE WHEN succeeded THEN at
      ELSE least(finished + least(retry_period * least(failures, 20), schedule_interval * 5), greatest(at, finished)) END,
    CASE WHEN succeeded THEN finished ELSE '-infinity' END, succeeded, 1,
    CASE WHEN succeeded THEN finished - started ELSE '0' END, CASE WHEN succeeded THEN '0' ELSE finished - started END,
    succeeded::int, (NOT succeeded)::int, 0, (NOT succeeded)::int, 0
  FROM run JOIN slot USING (job_id)
  ON CONFLICT (job_id) DO UPDATE SET
    last_start = excluded.last_start, last_finish = excluded.last_finish, next_start = excluded.next_start,
    last_successful_finish = greatest(s.last_successful_finish, excluded.last_successful_finish),
    last_run_success = excluded.last_run_success, total_runs = s.total_runs + 1,
    total_duration = s.total_duration + excluded.total_duration,
    total_duration_failures = s.total_duration_failures + excluded.total_duration_failures,
    total_successes = s.total_successes + excluded.total_successes,
    total_failures = s.total_failures + excluded.total_failures,
    consecutive_failures = CASE WHEN excluded.last_run_success THEN 0 ELSE s.consecutive_failures + 1 END,
    consecutive_crashes = 0`;

const stopAfterRetries = `
  SELECT alter_job(j.job_id, scheduled => false)
  FROM timescaledb_information.jobs j JOIN _timescaledb_internal.bgw_job_stat s USING (job_id)
  WHERE j.job_id = $1::int AND j.max_retries >= 0 AND s.consecutive_failures > 0
    AND s.consecutive_failures >= j.max_retries`;
