import { type DemoTable, epoch, instants, noise } from './demo-table';

/** Ten years in one chunk, kept for ever. */
export const engineTelemetry: DemoTable = {
  name: 'engine_telemetry',
  days: 400,
  stepSeconds: 3600,
  isLive: true,
  create: [
    `CREATE TABLE engine_telemetry (time timestamptz NOT NULL, engine_id int NOT NULL, rpm int, oil_pressure real)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '3650 days', tsdb.columnstore = false)`,
  ],
  rows: `INSERT INTO engine_telemetry
    SELECT time, engine_id, 1500 + (900 * ${noise(`${epoch} + engine_id`)})::int, 3 + ${epoch} % 7 / 10.0
    FROM ${instants(3600)}, generate_series(1, 6) AS engine_id`,
  finish: [
    `CREATE INDEX ON engine_telemetry (engine_id, time DESC)`,
    // As if its first row had come when that says so.
    `UPDATE _timescaledb_catalog.chunk SET creation_time = (SELECT min(time) FROM engine_telemetry)
      WHERE hypertable_id = (SELECT id FROM _timescaledb_catalog.hypertable WHERE table_name = 'engine_telemetry')`,
  ],
};
