import { type DemoTable, epoch, instants, noise } from './demo-table';

/** The largest, without a columnstore, and with an index that somebody created ON ONLY the hypertable. */
export const logs: DemoTable = {
  name: 'logs',
  days: 10,
  stepSeconds: 4,
  isLive: true,
  create: [
    `CREATE TABLE logs (time timestamptz NOT NULL, service text NOT NULL, level text NOT NULL, message text)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
  ],
  rows: `INSERT INTO logs
    SELECT time, (ARRAY['checkout', 'search', 'billing', 'login'])[1 + ${epoch} / 4 % 4],
      CASE WHEN ${noise(epoch)} > 0.97 THEN 'error' ELSE 'info' END,
      'request ' || md5((${epoch})::text) || ' of customer ' || ${epoch} % 9973 || ' took ' || (400 * ${noise(`-${epoch}`)})::int || ' ms'
    FROM ${instants(4)}`,
  finish: [
    `SELECT add_retention_policy('logs', INTERVAL '14 days')`,
    `CREATE INDEX logs_service_time_idx ON ONLY logs (service, time DESC)`,
  ],
};
