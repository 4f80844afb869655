import { type DemoTable, epoch, instants, noise } from './demo-table';

/** Old days were loaded straight into the columnstore, unordered, and the policy gets to them weeks later; the columnstore of its aggregate begins inside of the refresh window. */
export const pageViews: DemoTable = {
  name: 'page_views',
  days: 12,
  stepSeconds: 20,
  isLive: true,
  create: [
    `CREATE TABLE page_views (time timestamptz NOT NULL, site_id int NOT NULL, path text NOT NULL, visitor bigint NOT NULL)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE page_views SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'site_id', timescaledb.orderby = 'time DESC')`,
  ],
  rows: `INSERT INTO page_views
    SELECT time, 1 + ${epoch} / 20 % 4, '/page/' || (30 * ${noise(epoch)})::int, (5000 * ${noise(`-${epoch}`)})::int
    FROM ${instants(20)}`,
  finish: [
    `CREATE INDEX ON page_views (site_id, time DESC)`,
    `CALL add_columnstore_policy('page_views', after => INTERVAL '50 days')`,
    `SELECT add_retention_policy('page_views', INTERVAL '60 days')`,
    `SET timescaledb.enable_direct_compress_insert = on`,
    `INSERT INTO page_views
       SELECT now() - day * INTERVAL '1 day' - i * INTERVAL '10 seconds', 1 + i % 4, '/page/' || i % 30, i % 5000
       FROM generate_series(14, 19) AS day, generate_series(1, 4000) AS i`,
    `RESET timescaledb.enable_direct_compress_insert`,
    `CREATE MATERIALIZED VIEW page_views_hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, site_id, count(*) AS views FROM page_views GROUP BY 1, 2 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('page_views_hourly', NULL, now() - INTERVAL '1 hour')`,
    `SELECT add_continuous_aggregate_policy('page_views_hourly', start_offset => INTERVAL '30 days', end_offset => INTERVAL '1 hour', schedule_interval => INTERVAL '1 hour')`,
    `ALTER MATERIALIZED VIEW page_views_hourly SET (timescaledb.enable_columnstore)`,
    `CALL add_columnstore_policy('page_views_hourly', after => INTERVAL '3 days')`,
  ],
};
