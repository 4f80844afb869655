import type { Pool } from 'pg';
import type { TrendRequest } from '@/lib/rules/rule';
import type { SubjectTrend } from '@/lib/rules/trends';
import { sql } from '@/lib/sql/statement';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** Two months: what was usual before them is no habit of today. */
const WEEKS = 8;
/** The same hour of one week is an incident or its absence. */
const LEAST_WEEKS = 2;

/**
 * What these metrics did in as many hours before now as are asked for, of every subject, and of the last hour also the
 * median of the same hour's averages in earlier weeks. That hour is the clock hour that most of the window lies in;
 * weeks are counted in UTC.
 */
export async function readTrends(
  pool: Pool,
  databaseId: string,
  asked: readonly TrendRequest[],
  nowMs: number,
): Promise<readonly SubjectTrend[]> {
  const long = asked.filter(({ hours }) => hours > 1);
  const ofAnHour = asked.flatMap(({ metric, hours }) => (hours === 1 ? [metric] : []));
  return [
    ...(ofAnHour.length > 0 ? await readHour(pool, databaseId, ofAnHour, nowMs) : []),
    ...(long.length > 0 ? await readHours(pool, databaseId, long, nowMs) : []),
  ];
}

async function readHour(
  pool: Pool,
  databaseId: string,
  metrics: readonly string[],
  nowMs: number,
): Promise<readonly SubjectTrend[]> {
  const hourMs = Math.floor((nowMs - HOUR_MS / 2) / HOUR_MS) * HOUR_MS;
  const sameHours = Array.from({ length: WEEKS }, (_, week) => new Date(hourMs - (week + 1) * WEEK_MS));
  const { rows } = await pool.query<SubjectTrend>(
    sql`SELECT s.metric, s.subject, w.average, w.least, w.greatest, w.first, w.last, w.samples,
               w."windowSeconds", u.usual, 1 AS hours, 1 AS "watchedHours"
          FROM chunkwise_history.series s
         CROSS JOIN LATERAL (
               SELECT avg(p.value) AS average, min(p.value) AS least, max(p.value) AS greatest,
                      (array_agg(p.value ORDER BY p.at))[1] AS first, (array_agg(p.value ORDER BY p.at DESC))[1] AS last,
                      count(*)::int AS samples, extract(epoch FROM max(p.at) - min(p.at))::float8 AS "windowSeconds"
                 FROM chunkwise_history.sample p
                WHERE p.series_id = s.id AND p.at > $3::timestamptz AND p.at <= $4::timestamptz) w
         CROSS JOIN LATERAL (
               SELECT CASE WHEN count(*) >= ${LEAST_WEEKS} THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY h.mean) END AS usual
                 FROM chunkwise_history.sample_hour h
                WHERE h.series_id = s.id AND h.at = ANY ($5::timestamptz[])) u
         WHERE s.database_id = $1 AND s.metric = ANY ($2) AND w.samples > 0`,
    [databaseId, metrics, new Date(nowMs - HOUR_MS), new Date(nowMs), sameHours],
  );
  return rows;
}

/**
 * The clock hours that the window touches, summed up and each taken at its middle, and the samples since. So it begins
 * up to half an hour before or after what was asked, and no day of raw samples is read.
 */
async function readHours(
  pool: Pool,
  databaseId: string,
  asked: readonly TrendRequest[],
  nowMs: number,
): Promise<readonly SubjectTrend[]> {
  const { rows } = await pool.query<SubjectTrend>(
    sql`WITH rolled AS (SELECT coalesce(max(h.at) + interval '1 hour', '-infinity') AS until FROM chunkwise_history.sample_hour h),
             asked AS (SELECT a.metric, a.hours, $4::timestamptz - a.hours * interval '1 hour' AS since
                         FROM unnest($2::text[], $3::int[]) AS a (metric, hours))
        SELECT s.metric, s.subject, w.*, NULL AS usual, a.hours
          FROM chunkwise_history.series s
          JOIN asked a ON a.metric = s.metric
         CROSS JOIN rolled
         CROSS JOIN LATERAL (
               SELECT sum(p.mean * p.samples) / sum(p.samples) AS average, min(p.least) AS least, max(p.greatest) AS greatest,
                      (array_agg(p.mean ORDER BY p.at))[1] AS first, (array_agg(p.mean ORDER BY p.at DESC))[1] AS last,
                      sum(p.samples)::int AS samples, extract(epoch FROM max(p.at) - min(p.at))::float8 AS "windowSeconds",
                      count(DISTINCT date_trunc('hour', p.at, 'UTC'))::int AS "watchedHours"
                 FROM (SELECT h.at + interval '30 minutes' AS at, h.least, h.mean, h.greatest, h.samples
                         FROM chunkwise_history.sample_hour h
                        WHERE h.series_id = s.id AND h.at > a.since - interval '1 hour' AND h.at <= $4
                       UNION ALL
                       SELECT r.at, r.value, r.value, r.value, 1
                         FROM chunkwise_history.sample r
                        WHERE r.series_id = s.id AND r.at > greatest(a.since, rolled.until) AND r.at <= $4) p) w
         WHERE s.database_id = $1 AND w.samples > 0`,
    [databaseId, asked.map(({ metric }) => metric), asked.map(({ hours }) => hours), new Date(nowMs)],
  );
  return rows;
}
