import type { Pool } from 'pg';
import { sql } from '@/lib/sql/statement';
import { RAW_DAYS } from './migrations';

const HOUR_SECONDS = 3_600;
/** Beyond this range the hourly samples are as fine as a screen can draw. */
const RAW_RANGE_SECONDS = 3 * 86_400;

export interface SeriesRequest {
  readonly databaseId: string;
  readonly metric: string;
  readonly subject: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly points: number;
  /** How often the metric is sampled: finer buckets would be full of holes that are no gaps. */
  readonly sampledEverySeconds: number;
}

export interface SeriesPoint {
  /** Start of the bucket. */
  readonly at: string;
  readonly min: number | null;
  readonly average: number | null;
  readonly max: number | null;
  readonly samples: number;
}

export interface Series {
  readonly from: string;
  readonly to: string;
  readonly bucketSeconds: number;
  readonly resolution: 'raw' | 'hourly';
  /** Evenly spaced; a bucket without samples is a gap: nulls. */
  readonly points: readonly SeriesPoint[];
}

export interface Grid {
  readonly resolution: 'raw' | 'hourly';
  readonly bucketSeconds: number;
  readonly startSeconds: number;
  readonly buckets: number;
}

/** Buckets on multiples of their width, so that a chart does not flicker while time goes on. */
export function gridOf(request: SeriesRequest, nowMs: number): Grid {
  const rangeSeconds = Math.max(1, (request.toMs - request.fromMs) / 1_000);
  const isRaw = rangeSeconds <= RAW_RANGE_SECONDS && request.fromMs >= nowMs - RAW_DAYS * 86_400_000;
  const finest = isRaw ? 2 * request.sampledEverySeconds : HOUR_SECONDS;
  const bucketSeconds = Math.ceil(Math.max(rangeSeconds / request.points, finest) / finest) * finest;
  const startSeconds = Math.floor(request.fromMs / 1_000 / bucketSeconds) * bucketSeconds;
  const buckets = Math.max(1, Math.ceil((request.toMs / 1_000 - startSeconds) / bucketSeconds));
  return { resolution: isRaw ? 'raw' : 'hourly', bucketSeconds, startSeconds, buckets };
}

const RAW = sql`SELECT at, value AS least, value AS mean, value AS greatest, 1 AS samples
                  FROM chunkwise_history.sample WHERE series_id = (SELECT id FROM series)
                   AND at >= to_timestamp($4) AND at < to_timestamp($5)`;
/** Hours that have been summed up, and the samples since. */
const HOURLY = sql`SELECT at, least, mean, greatest, samples
                     FROM chunkwise_history.sample_hour WHERE series_id = (SELECT id FROM series)
                      AND at >= to_timestamp($4) AND at < to_timestamp($5)
                   UNION ALL ${RAW} AND at >= coalesce((SELECT max(h.at) + interval '1 hour' FROM chunkwise_history.sample_hour h), '-infinity')`;

/** Reads one metric over time, summed up by the server. */
export async function readSeries(pool: Pool, request: SeriesRequest, nowMs: number): Promise<Series> {
  const grid = gridOf(request, nowMs);
  const endSeconds = grid.startSeconds + grid.buckets * grid.bucketSeconds;
  const { rows } = await pool.query<{
    bucket: number;
    min: number;
    average: number;
    max: number;
    samples: number;
  }>(
    sql`WITH series AS (SELECT s.id FROM chunkwise_history.series s
                         WHERE s.database_id = $1 AND s.metric = $2 AND s.subject = $3)
        SELECT floor((extract(epoch FROM p.at)::float8 - $4::float8) / $6::float8)::int AS bucket, min(p.least) AS min,
               sum(p.mean * p.samples) / sum(p.samples) AS average, max(p.greatest) AS max, sum(p.samples)::int AS samples
          FROM (${grid.resolution === 'raw' ? RAW : HOURLY}) p
         GROUP BY 1`,
    [request.databaseId, request.metric, request.subject, grid.startSeconds, endSeconds, grid.bucketSeconds],
  );
  const found = new Map(rows.map(({ bucket, ...point }) => [bucket, point]));
  return {
    from: instantOf(grid.startSeconds),
    to: instantOf(endSeconds),
    bucketSeconds: grid.bucketSeconds,
    resolution: grid.resolution,
    points: Array.from({ length: grid.buckets }, (_, bucket) => ({
      at: instantOf(grid.startSeconds + bucket * grid.bucketSeconds),
      ...(found.get(bucket) ?? { min: null, average: null, max: null, samples: 0 }),
    })),
  };
}

const instantOf = (seconds: number) => new Date(seconds * 1_000).toISOString();
