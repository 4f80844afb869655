/** Two policies never ran again after a crash nine days ago: the bug of TimescaleDB before 2.26.4 (issue 9360). */
const stuck = `
  INSERT INTO _timescaledb_internal.bgw_job_stat (job_id, last_start, last_finish, next_start,
    last_successful_finish, last_run_success, total_runs, total_duration, total_duration_failures,
    total_successes, total_failures, total_crashes, consecutive_failures, consecutive_crashes)
  SELECT job_id, now() - INTERVAL '9 days', '-infinity', '-infinity', now() - INTERVAL '9 days 1 hour', false,
    41, INTERVAL '8 seconds', '0', 40, 0, 1, 0, 1
  FROM timescaledb_information.jobs
  WHERE (hypertable_name, proc_name) IN (('audit_log', 'policy_retention'),
    ('orders_hourly', 'policy_refresh_continuous_aggregate'))`;

/** What is to run besides the policies, before the first run of everything. */
export const jobs: readonly string[] = [
  `CREATE PROCEDURE export_daily_report(job_id int, config jsonb) LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION 'could not connect to the report store at %', config->>'host'
       USING ERRCODE = '08001', HINT = 'Is the host running and accepting connections?';
   END $$`,
  `SELECT add_job('export_daily_report', '15 minutes', config => '{"host": "reports.internal:9000"}')`,
  stuck,
];

/** The two days before: a success for each slot of the healthy jobs, a failure for each retry of the failing one. */
export const jobHistory: readonly string[] = [
  `INSERT INTO _timescaledb_internal.bgw_job_stat_history (job_id, pid, execution_start, execution_finish, succeeded, data)
   SELECT job_id, 0, at, at + seconds * INTERVAL '1 second', h.succeeded, h.data
   FROM _timescaledb_internal.bgw_job_stat_history h JOIN timescaledb_information.jobs j USING (job_id),
     generate_series(1, 200) AS run,
     LATERAL (SELECT h.execution_start - run * CASE WHEN h.succeeded THEN j.schedule_interval ELSE j.schedule_interval * 5 END AS at,
       0.05 + 2 * ((hashint8extended(job_id * 1000 + run, 42) & 1023) / 1023::float8) ^ 6 AS seconds) AS past
   WHERE past.at > h.execution_start - INTERVAL '2 days'
   ORDER BY at`,
  `UPDATE _timescaledb_internal.bgw_job_stat s SET
     total_runs = past.runs, total_successes = past.successes, total_failures = past.runs - past.successes,
     total_duration = past.succeeding, total_duration_failures = past.failing,
     consecutive_failures = CASE WHEN s.last_run_success THEN 0 ELSE past.runs END
   FROM (SELECT job_id, count(*) AS runs, count(*) FILTER (WHERE succeeded) AS successes,
       coalesce(sum(execution_finish - execution_start) FILTER (WHERE succeeded), '0') AS succeeding,
       coalesce(sum(execution_finish - execution_start) FILTER (WHERE NOT succeeded), '0') AS failing
     FROM _timescaledb_internal.bgw_job_stat_history GROUP BY 1) AS past
   WHERE past.job_id = s.job_id`,
];
