import type { Pool } from 'pg';
import { sql } from '@/lib/sql/statement';
import { HOURLY_DAYS, RAW_DAYS } from './migrations';

/** One measured value: of the database itself, or of the subject that is named. */
export interface Sample {
  readonly databaseId: string;
  readonly metric: string;
  /** As in a finding's key; empty for the database itself. */
  readonly subject: string;
  readonly value: number;
}

/** The samples of one instant. Writing the same ones again changes nothing. */
export async function writeSamples(pool: Pool, at: string, samples: readonly Sample[]): Promise<void> {
  const columns = [
    samples.map(({ databaseId }) => databaseId),
    samples.map(({ metric }) => metric),
    samples.map(({ subject }) => subject),
  ];
  await pool.query(
    sql`INSERT INTO chunkwise_history.series (database_id, metric, subject)
        SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::text[]) AS given (database_id, metric, subject)
         WHERE NOT EXISTS (SELECT FROM chunkwise_history.series s
                            WHERE (s.database_id, s.metric, s.subject) = (given.database_id, given.metric, given.subject))
        ON CONFLICT DO NOTHING`,
    columns,
  );
  await pool.query(
    sql`INSERT INTO chunkwise_history.sample (at, series_id, value)
        SELECT $5::timestamptz, s.id, given.value
          FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[]) AS given (database_id, metric, subject, value)
          JOIN chunkwise_history.series s USING (database_id, metric, subject)
        ON CONFLICT DO NOTHING`,
    [...columns, samples.map(({ value }) => value), at],
  );
}

/** Sums up the hours that have ended since the last time. The newest two are done again, for samples that came late. */
export async function rollUp(pool: Pool): Promise<void> {
  await pool.query(
    sql`INSERT INTO chunkwise_history.sample_hour (at, series_id, least, mean, greatest, samples)
        SELECT date_trunc('hour', s.at, 'UTC'), s.series_id, min(s.value), avg(s.value), max(s.value), count(*)
          FROM chunkwise_history.sample s
         WHERE s.at >= coalesce((SELECT max(h.at) - interval '1 hour' FROM chunkwise_history.sample_hour h), '-infinity')
           AND s.at < date_trunc('hour', now(), 'UTC')
         GROUP BY 1, 2
        ON CONFLICT (series_id, at) DO UPDATE
           SET least = excluded.least, mean = excluded.mean, greatest = excluded.greatest, samples = excluded.samples`,
  );
}

/** Deletes what the policies would drop, where there are none, and the runs of jobs and the events that are as old. */
export async function prune(pool: Pool, hasPolicies: boolean): Promise<void> {
  if (!hasPolicies) {
    await pool.query(
      sql`DELETE FROM chunkwise_history.sample WHERE at < now() - make_interval(days => ${RAW_DAYS})`,
    );
    await pool.query(
      sql`DELETE FROM chunkwise_history.sample_hour WHERE at < now() - make_interval(days => ${HOURLY_DAYS})`,
    );
  }
  await pool.query(
    sql`DELETE FROM chunkwise_history.job_run WHERE started_at < now() - make_interval(days => ${HOURLY_DAYS})`,
  );
  await pool.query(
    sql`DELETE FROM chunkwise_history.event WHERE at < now() - make_interval(days => ${HOURLY_DAYS})`,
  );
}

/** Growth a day of each series of these metrics within a week: the slope of a line through its samples. */
export async function readGrowth(
  pool: Pool,
  metrics: readonly string[],
): Promise<readonly { databaseId: string; metric: string; subject: string; perDay: number }[]> {
  const { rows } = await pool.query(
    sql`SELECT s.database_id AS "databaseId", s.metric, s.subject, g.slope * 86400 AS "perDay"
          FROM chunkwise_history.series s
         CROSS JOIN LATERAL (
               SELECT regr_slope(p.value, extract(epoch FROM p.at)::float8) AS slope, max(p.at) - min(p.at) AS spanned
                 FROM chunkwise_history.sample p
                WHERE p.series_id = s.id AND p.at > now() - interval '7 days') g
         WHERE s.metric = ANY ($1) AND g.spanned >= interval '1 hour' AND g.slope IS NOT NULL`,
    [metrics],
  );
  return rows;
}
