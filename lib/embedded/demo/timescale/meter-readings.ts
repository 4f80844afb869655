import { type DemoTable, epoch, instants, noise } from './demo-table';

/** Integer time; its columnstore has no segmentby although ten meters share every chunk. */
export const meterReadings: DemoTable = {
  name: 'meter_readings',
  days: 40,
  stepSeconds: 300,
  isLive: true,
  create: [
    `CREATE TABLE meter_readings (read_at bigint NOT NULL, meter_id int NOT NULL, kwh float8)`,
    `SELECT create_hypertable('meter_readings', by_range('read_at', 86400))`,
    `CREATE FUNCTION unix_now() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT extract(epoch FROM now())::bigint'`,
    `SELECT set_integer_now_func('meter_readings', 'unix_now')`,
    `ALTER TABLE meter_readings SET (timescaledb.enable_columnstore, timescaledb.segmentby = '', timescaledb.orderby = 'read_at DESC')`,
  ],
  rows: `INSERT INTO meter_readings
    SELECT ${epoch}, meter_id, round(70 * meter_id + 100 * ${noise(`${epoch} + meter_id`)}) / 100
    FROM ${instants(300)}, generate_series(1, 10) AS meter_id`,
  newest: 'SELECT to_timestamp(max(read_at)) AS at FROM meter_readings',
  finish: [
    `CREATE INDEX ON meter_readings (meter_id, read_at DESC)`,
    `CALL add_columnstore_policy('meter_readings', after => 604800::bigint)`,
    `SELECT add_retention_policy('meter_readings', 3888000::bigint)`,
  ],
};
