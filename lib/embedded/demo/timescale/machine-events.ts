import { type DemoTable, epoch, instants, noise } from './demo-table';

/** Late rows in converted chunks, which a policy told not to recompress leaves there; and an interval changed afterwards. */
export const machineEvents: DemoTable = {
  name: 'machine_events',
  days: 14,
  stepSeconds: 120,
  isLive: false,
  create: [
    `CREATE TABLE machine_events (time timestamptz NOT NULL, machine_id int NOT NULL, code int NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE machine_events SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'machine_id', timescaledb.orderby = 'time DESC')`,
  ],
  rows: `INSERT INTO machine_events
    SELECT time, machine_id, (20 * ${noise(`${epoch} + machine_id`)})::int, round(1000 * ${noise(`${epoch} - machine_id`)}) / 10
    FROM ${instants(120)}, generate_series(1, 5) AS machine_id`,
  finish: [
    `CREATE INDEX ON machine_events (machine_id, time DESC)`,
    `CALL add_columnstore_policy('machine_events', after => INTERVAL '3 days')`,
    // All of it: TimescaleDB 2.23 converts nothing by itself for a policy that is told not to recompress.
    `SELECT compress_chunk(chunk) FROM show_chunks('machine_events') AS chunk`,
    `INSERT INTO machine_events SELECT now() - day * INTERVAL '1 day' - i * INTERVAL '1 minute', 1 + i % 5, 7, i
       FROM generate_series(6, 11) AS day, generate_series(1, 60) AS i`,
    `SELECT alter_job(job_id, config => config || '{"recompress": false}') FROM timescaledb_information.jobs
       WHERE hypertable_name = 'machine_events' AND proc_name = 'policy_compression'`,
    `SELECT set_chunk_time_interval('machine_events', INTERVAL '7 days')`,
  ],
};
