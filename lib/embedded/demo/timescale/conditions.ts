import { type DemoTable, epoch, instants, noise } from './demo-table';

/**
 * The aggregate keeps ninety days, its source thirty, and the refresh has no start: it deletes every day that
 * retention has dropped from the source.
 */
export const conditions: DemoTable = {
  name: 'conditions',
  days: 29,
  stepSeconds: 600,
  isLive: true,
  create: [
    `CREATE TABLE conditions (time timestamptz NOT NULL, site_id int NOT NULL, wind float8, rain float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
  ],
  rows: `INSERT INTO conditions
    SELECT time, site_id, round(120 * ${noise(`${epoch} + site_id`)}) / 10, round(30 * ${noise(`${epoch} - site_id`)} ^ 4) / 10
    FROM ${instants(600)}, generate_series(1, 6) AS site_id`,
  finish: [
    `SELECT add_retention_policy('conditions', INTERVAL '30 days')`,
    `CREATE MATERIALIZED VIEW conditions_daily WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 day', time) AS day, site_id, avg(wind) AS wind, sum(rain) AS rain FROM conditions GROUP BY 1, 2 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('conditions_daily', NULL, now() - INTERVAL '1 day')`,
    `SELECT add_continuous_aggregate_policy('conditions_daily', start_offset => NULL, end_offset => INTERVAL '1 day', schedule_interval => INTERVAL '1 hour')`,
    // The days before: their rows are dropped already, and no refresh has noticed yet.
    `DO $$ DECLARE kept regclass; BEGIN
       SELECT format('%I.%I', h.schema_name, h.table_name) INTO kept
         FROM _timescaledb_catalog.continuous_agg a JOIN _timescaledb_catalog.hypertable h ON h.id = a.mat_hypertable_id
         WHERE a.user_view_name = 'conditions_daily';
       EXECUTE format($sql$INSERT INTO %s SELECT day, site_id, 6, 20 FROM generate_series(date_bin('1 day', now(), '2000-01-01') - INTERVAL '90 days',
         date_bin('1 day', now(), '2000-01-01') - INTERVAL '31 days', '1 day') AS day, generate_series(1, 6) AS site_id$sql$, kept);
     END $$`,
  ],
};
