import { type DemoTable, epoch, instants, noise } from './demo-table';

/** Columnstore is on and two chunks were converted by hand, but no policy converts the rest; nor refreshes the aggregate. */
export const apiRequests: DemoTable = {
  name: 'api_requests',
  days: 14,
  stepSeconds: 10,
  isLive: true,
  create: [
    `CREATE TABLE api_requests (time timestamptz NOT NULL, route text NOT NULL, status int NOT NULL, duration_ms float8 NOT NULL)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE api_requests SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'route', timescaledb.orderby = 'time DESC')`,
  ],
  rows: `INSERT INTO api_requests
    SELECT time, (ARRAY['/cart', '/search', '/login', '/orders'])[1 + ${epoch} / 10 % 4],
      CASE WHEN ${noise(epoch)} > 0.98 THEN 500 ELSE 200 END, round(50 + 2000 * ${noise(`-${epoch}`)} ^ 3) / 10
    FROM ${instants(10)}`,
  finish: [
    `CREATE INDEX ON api_requests (route, time DESC)`,
    `SELECT add_retention_policy('api_requests', INTERVAL '30 days')`,
    `SELECT compress_chunk(chunk) FROM show_chunks('api_requests', older_than => INTERVAL '12 days') AS chunk`,
    `CREATE MATERIALIZED VIEW api_requests_hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, route, count(*) AS requests, max(duration_ms) AS slowest_ms
       FROM api_requests GROUP BY 1, 2 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('api_requests_hourly', NULL, now() - INTERVAL '2 hours')`,
  ],
};
