import type { Pool } from 'pg';
import { sql } from '@/lib/sql/statement';
import { RAW_DAYS } from './migrations';

const DAY_MS = 86_400_000;
/** A whole day, so that the hours of the day weigh alike before and after. */
const LONGEST_WINDOW_MS = DAY_MS;
/** Twelve readings of the catalogs: fewer would measure one of them rather than the change. */
const LEAST_WINDOW_MS = 3_600_000;
/** A mean of fewer says little about a window. */
const LEAST_SAMPLES = 3;

export interface EffectRequest {
  readonly databaseId: string;
  readonly subject: string;
  readonly metrics: readonly string[];
  /** When the finding was last seen, and when it was known to be gone: what lies between counts for neither side. */
  readonly lastSeenMs: number;
  readonly fixedMs: number;
}

/** The mean of a metric in both windows; null where there were too few samples. */
export interface MeasuredMetric {
  readonly metric: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** What changed around a fix, over two windows of the same length; or why that cannot be told, or not yet. */
export type Effect =
  | {
      readonly status: 'measured';
      readonly windowMs: number;
      /** The longest window that there will be is not reached yet: the numbers may still move. */
      readonly isGrowing: boolean;
      readonly metrics: readonly MeasuredMetric[];
    }
  | { readonly status: 'not-yet'; readonly measurableAtMs: number }
  | { readonly status: 'unknown'; readonly reason: string };

export async function readEffect(pool: Pool, request: EffectRequest, nowMs: number): Promise<Effect> {
  const { lastSeenMs, fixedMs } = request;
  const firstMs = await readFirstSample(pool, request);
  if (firstMs === null)
    return { status: 'unknown', reason: 'nothing about its subject was sampled in the day before' };
  const watchedMs = lastSeenMs - firstMs;
  if (watchedMs < LEAST_WINDOW_MS)
    return { status: 'unknown', reason: 'its subject was watched for less than an hour before' };
  if (nowMs - fixedMs < LEAST_WINDOW_MS)
    return { status: 'not-yet', measurableAtMs: fixedMs + LEAST_WINDOW_MS };
  const windowMs = Math.min(LONGEST_WINDOW_MS, watchedMs, nowMs - fixedMs);
  const longestMs = Math.min(LONGEST_WINDOW_MS, watchedMs);
  return {
    status: 'measured',
    windowMs,
    isGrowing: windowMs < longestMs,
    metrics: await readMeans(pool, request, windowMs, nowMs),
  };
}

/** Raw samples, and the hours that they were summed up into where they are gone. */
const SAMPLES = sql`
SELECT s.metric, p.at, p.at AS until, p.value AS mean, 1 AS samples
  FROM chunkwise_history.series s JOIN chunkwise_history.sample p ON p.series_id = s.id
 WHERE s.database_id = $1 AND s.subject = $2 AND s.metric = ANY ($3) AND p.at >= to_timestamp($4) AND p.at <= to_timestamp($5)`;
const HOURS = sql`
SELECT s.metric, h.at, h.at + interval '1 hour' AS until, h.mean, h.samples
  FROM chunkwise_history.series s JOIN chunkwise_history.sample_hour h ON h.series_id = s.id
 WHERE s.database_id = $1 AND s.subject = $2 AND s.metric = ANY ($3) AND h.at >= to_timestamp($4) AND h.at <= to_timestamp($5)`;

async function readFirstSample(
  pool: Pool,
  { databaseId, subject, metrics, lastSeenMs }: EffectRequest,
): Promise<number | null> {
  const { rows } = await pool.query<{ firstSeconds: number | null }>(
    sql`SELECT extract(epoch FROM min(p.at))::float8 AS "firstSeconds" FROM (${SAMPLES} UNION ALL ${HOURS}) p`,
    [databaseId, subject, metrics, (lastSeenMs - LONGEST_WINDOW_MS) / 1_000, lastSeenMs / 1_000],
  );
  const seconds = rows[0]?.firstSeconds ?? null;
  return seconds === null ? null : seconds * 1_000;
}

async function readMeans(
  pool: Pool,
  { databaseId, subject, metrics, lastSeenMs, fixedMs }: EffectRequest,
  windowMs: number,
  nowMs: number,
): Promise<readonly MeasuredMetric[]> {
  const isRaw = lastSeenMs - windowMs >= nowMs - RAW_DAYS * DAY_MS;
  const { rows } = await pool.query<MeasuredMetric>(
    sql`SELECT g.metric,
               CASE WHEN g."samplesBefore" >= ${LEAST_SAMPLES} THEN g."sumBefore" / g."samplesBefore" END AS before,
               CASE WHEN g."samplesAfter" >= ${LEAST_SAMPLES} THEN g."sumAfter" / g."samplesAfter" END AS after
          FROM (SELECT p.metric,
                       sum(p.mean * p.samples) FILTER (WHERE p.until <= to_timestamp($6)) AS "sumBefore",
                       sum(p.samples) FILTER (WHERE p.until <= to_timestamp($6)) AS "samplesBefore",
                       sum(p.mean * p.samples) FILTER (WHERE p.at >= to_timestamp($7) AND p.until <= to_timestamp($5)) AS "sumAfter",
                       sum(p.samples) FILTER (WHERE p.at >= to_timestamp($7) AND p.until <= to_timestamp($5)) AS "samplesAfter"
                  FROM (${isRaw ? SAMPLES : HOURS}) p
                 GROUP BY 1) g
         ORDER BY array_position($3, g.metric)`,
    [
      databaseId,
      subject,
      metrics,
      (lastSeenMs - windowMs) / 1_000,
      (fixedMs + windowMs) / 1_000,
      lastSeenMs / 1_000,
      fixedMs / 1_000,
    ],
  );
  return rows.filter(({ before, after }) => before !== null || after !== null);
}
