import type { Pool } from 'pg';
import type { SubjectTrend } from '@/lib/rules/trends';
import { sql } from '@/lib/sql/statement';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** Two months: what was usual before them is no habit of today. */
const WEEKS = 8;
/** The same hour of one week is an incident or its absence. */
const LEAST_WEEKS = 2;

/**
 * What these metrics did in the hour before now, of every subject, and the median of the same hour's averages in
 * earlier weeks. The hour is the clock hour that most of the window lies in; weeks are counted in UTC.
 */
export async function readTrends(
  pool: Pool,
  databaseId: string,
  metrics: readonly string[],
  nowMs: number,
): Promise<readonly SubjectTrend[]> {
  const hourMs = Math.floor((nowMs - HOUR_MS / 2) / HOUR_MS) * HOUR_MS;
  const sameHours = Array.from({ length: WEEKS }, (_, week) => new Date(hourMs - (week + 1) * WEEK_MS));
  const { rows } = await pool.query<SubjectTrend>(
    sql`SELECT s.metric, s.subject, w.average, w.least, w.greatest, w.first, w.last, w.samples,
               w."windowSeconds", u.usual
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
