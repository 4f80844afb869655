import type { Pool } from 'pg';
import { sql } from '@/lib/sql/statement';

const DAYS = 30;
/** Nine of ten days: what happened once in a month is no habit, what happens every night is. */
const USUAL_RATIO = 0.9;
/** Fewer days say nothing about a habit. */
const LEAST_DAYS = 3;

/** The highest value that a metric reaches on nine of ten days of the last month, by subject; absent after fewer than three days. */
export async function readUsualPeaks(
  pool: Pool,
  databaseId: string,
  metric: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ subject: string; peak: number }>(
    sql`WITH day AS (
          SELECT series_id, date_trunc('day', at) AS day, max(value) AS peak
            FROM (SELECT h.series_id, h.at, h.greatest AS value FROM chunkwise_history.sample_hour h
                  UNION ALL SELECT r.series_id, r.at, r.value FROM chunkwise_history.sample r) p
           WHERE series_id IN (SELECT s.id FROM chunkwise_history.series s WHERE s.database_id = $1 AND s.metric = $2)
             AND at >= now() - $3::int * interval '1 day'
           GROUP BY 1, 2)
        SELECT s.subject, percentile_disc($4::float8) WITHIN GROUP (ORDER BY d.peak)::float8 AS peak
          FROM day d JOIN chunkwise_history.series s ON s.id = d.series_id
         GROUP BY s.subject
        HAVING count(*) >= $5`,
    [databaseId, metric, DAYS, USUAL_RATIO, LEAST_DAYS],
  );
  return new Map(rows.map(({ subject, peak }) => [subject, peak]));
}
