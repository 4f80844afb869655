import { type DemoTable, epoch, instants, noise } from './demo-table';

/** The healthy one: nothing may be found here, nor on its two aggregates. */
export const sensorMetrics: DemoTable = {
  name: 'sensor_metrics',
  days: 170,
  stepSeconds: 720,
  isLive: true,
  create: [
    `CREATE TABLE sensor_metrics (time timestamptz NOT NULL, device_id int NOT NULL, temperature float8, humidity float8, battery real)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '7 days', tsdb.columnstore = false)`,
    `ALTER TABLE sensor_metrics SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device_id', timescaledb.orderby = 'time DESC')`,
  ],
  rows: `INSERT INTO sensor_metrics
    SELECT time, device_id,
      round(180 + 60 * sin(${epoch} / 13750::float8) + device_id * 3 + 10 * ${noise(`${epoch} + device_id`)}) / 10,
      round(550 - 100 * sin(${epoch} / 13750::float8) + 30 * ${noise(`${epoch} - device_id`)}) / 10,
      (30 + device_id % 3) / 10.0
    FROM ${instants(720)}, generate_series(1, 10) AS device_id`,
  finish: [
    `CREATE INDEX ON sensor_metrics (device_id, time DESC)`,
    `CALL add_columnstore_policy('sensor_metrics', after => INTERVAL '14 days')`,
    `SELECT add_retention_policy('sensor_metrics', INTERVAL '180 days')`,
    `CREATE MATERIALIZED VIEW sensor_hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, device_id, avg(temperature) AS temperature, max(humidity) AS humidity
       FROM sensor_metrics GROUP BY 1, 2 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('sensor_hourly', NULL, now() - INTERVAL '1 hour')`,
    `SELECT add_continuous_aggregate_policy('sensor_hourly', start_offset => INTERVAL '3 days', end_offset => INTERVAL '1 hour', schedule_interval => INTERVAL '30 minutes')`,
    `CREATE MATERIALIZED VIEW sensor_daily WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 day', bucket) AS day, device_id, avg(temperature) AS temperature, max(humidity) AS humidity
       FROM sensor_hourly GROUP BY 1, 2 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('sensor_daily', NULL, now() - INTERVAL '1 day')`,
    `SELECT add_continuous_aggregate_policy('sensor_daily', start_offset => INTERVAL '7 days', end_offset => INTERVAL '1 day', schedule_interval => INTERVAL '1 hour')`,
  ],
};
