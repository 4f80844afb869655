import { type DemoTable, epoch, instants } from './demo-table';

/** Its retention job is stuck since a crash, so that chunks outlive their time. */
export const auditLog: DemoTable = {
  name: 'audit_log',
  days: 45,
  stepSeconds: 300,
  isLive: true,
  create: [
    `CREATE TABLE audit_log (time timestamptz NOT NULL, actor text NOT NULL, action text NOT NULL)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
  ],
  rows: `INSERT INTO audit_log
    SELECT time, 'user ' || ${epoch} / 300 % 40, (ARRAY['sign-in', 'export', 'delete'])[1 + ${epoch} / 300 % 3]
    FROM ${instants(300)}`,
  finish: [`SELECT add_retention_policy('audit_log', INTERVAL '30 days')`],
};
