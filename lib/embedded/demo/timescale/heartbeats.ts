import { type DemoTable, instants } from './demo-table';

/** Chunks of ten minutes: more than a thousand, with a hundred rows each. */
export const heartbeats: DemoTable = {
  name: 'heartbeats',
  days: 7.6,
  stepSeconds: 30,
  isLive: true,
  create: [
    `CREATE TABLE heartbeats (time timestamptz NOT NULL, host_id int NOT NULL, is_up boolean NOT NULL)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '10 minutes', tsdb.columnstore = false)`,
  ],
  rows: `INSERT INTO heartbeats
    SELECT time, host_id, true FROM ${instants(30)}, generate_series(1, 5) AS host_id`,
  finish: [`SELECT add_retention_policy('heartbeats', INTERVAL '8 days')`],
};
