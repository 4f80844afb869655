import type { Pool } from 'pg';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { sql } from '@/lib/sql/statement';

/** One run of a background job, as the server's log or its statistics told it while we watched. */
export interface JobRun {
  readonly jobId: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly succeeded: boolean | null;
  readonly sqlState: string | null;
  readonly message: string | null;
}

/** Every run that a snapshot tells of, each once: what the server logged says more than its statistics. */
export function knownRuns(snapshot: Snapshot): readonly JobRun[] {
  const logged = (artifactRows(snapshot, 'jobHistory') ?? []).flatMap(({ startedAt, ...run }) =>
    startedAt === null ? [] : [{ ...run, startedAt }],
  );
  const runs = [...newestRuns(artifactRows(snapshot, 'jobs') ?? []), ...logged];
  return [...new Map(runs.map((run) => [`${run.jobId} ${run.startedAt}`, run])).values()];
}

/** The newest run of each job: the statistics are there on servers that log no runs. */
function newestRuns(jobs: readonly Row<'jobs'>[]): readonly JobRun[] {
  return jobs.flatMap(({ jobId, lastStartedAt, lastFinishedAt, lastRunSucceeded }) =>
    lastStartedAt !== null && lastFinishedAt !== null
      ? [
          {
            jobId,
            startedAt: lastStartedAt,
            finishedAt: lastFinishedAt,
            succeeded: lastRunSucceeded,
            sqlState: null,
            message: null,
          },
        ]
      : [],
  );
}

/** A run that is known already keeps what it has and gains what it lacks. */
export async function writeJobRuns(pool: Pool, databaseId: string, runs: readonly JobRun[]): Promise<void> {
  await pool.query(
    sql`INSERT INTO chunkwise_history.job_run AS known (database_id, job_id, started_at, finished_at, succeeded, sql_state, message)
        SELECT $1, r."jobId", r."startedAt", r."finishedAt", r.succeeded, r."sqlState", r.message
          FROM jsonb_to_recordset($2) AS r ("jobId" int, "startedAt" timestamptz, "finishedAt" timestamptz,
                                            succeeded boolean, "sqlState" text, message text)
        ON CONFLICT (database_id, job_id, started_at) DO UPDATE
           SET finished_at = coalesce(excluded.finished_at, known.finished_at),
               succeeded = coalesce(excluded.succeeded, known.succeeded),
               sql_state = coalesce(excluded.sql_state, known.sql_state),
               message = coalesce(excluded.message, known.message)`,
    [databaseId, JSON.stringify(runs)],
  );
}

/** The newest first. */
export async function readJobRuns(pool: Pool, databaseId: string, most: number): Promise<readonly JobRun[]> {
  const { rows } = await pool.query<
    Omit<JobRun, 'startedAt' | 'finishedAt'> & { startedAt: Date; finishedAt: Date | null }
  >(
    sql`SELECT job_id AS "jobId", started_at AS "startedAt", finished_at AS "finishedAt", succeeded,
               sql_state AS "sqlState", message
          FROM chunkwise_history.job_run WHERE database_id = $1 ORDER BY started_at DESC LIMIT $2`,
    [databaseId, most],
  );
  return rows.map((row) => ({
    ...row,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }));
}
