import { type DemoTable, epoch, instants, noise } from './demo-table';

/** Its columnstore policy was paused for a backfill and never resumed; the refresh of its aggregate is stuck since a crash. */
export const ordersEvents: DemoTable = {
  name: 'orders_events',
  days: 20,
  stepSeconds: 20,
  isLive: true,
  create: [
    `CREATE TABLE orders_events (time timestamptz NOT NULL, order_id bigint NOT NULL, region text NOT NULL, state text NOT NULL, amount float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE orders_events SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'region', timescaledb.orderby = 'time DESC')`,
  ],
  rows: `INSERT INTO orders_events
    SELECT time, ${epoch} / 20, (ARRAY['eu', 'us', 'apac'])[1 + ${epoch} / 20 % 3],
      (ARRAY['placed', 'paid', 'shipped'])[1 + (2 * ${noise(epoch)})::int], round(20000 * ${noise(`-${epoch}`)}) / 100
    FROM ${instants(20)}`,
  finish: [
    `CREATE INDEX ON orders_events (region, time DESC)`,
    `SELECT add_retention_policy('orders_events', INTERVAL '90 days')`,
    `CALL add_columnstore_policy('orders_events', after => INTERVAL '3 days')`,
    `SELECT compress_chunk(chunk) FROM show_chunks('orders_events', older_than => INTERVAL '14 days') AS chunk`,
    `SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs
       WHERE hypertable_name = 'orders_events' AND proc_name = 'policy_compression'`,
    `CREATE MATERIALIZED VIEW orders_hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, region, sum(amount) AS amount FROM orders_events GROUP BY 1, 2 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('orders_hourly', NULL, now() - INTERVAL '9 days')`,
    `SELECT add_continuous_aggregate_policy('orders_hourly', start_offset => INTERVAL '30 days', end_offset => INTERVAL '1 hour', schedule_interval => INTERVAL '1 hour')`,
  ],
};
