import { type DemoTable, epoch, instants, noise } from './demo-table';

/** Two days are to be kept, but a chunk spans a week: whole chunks only can be dropped. */
export const userSessions: DemoTable = {
  name: 'user_sessions',
  days: 6,
  stepSeconds: 60,
  isLive: true,
  create: [
    `CREATE TABLE user_sessions (time timestamptz NOT NULL, user_id int NOT NULL, seconds int NOT NULL)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '7 days', tsdb.columnstore = false)`,
  ],
  rows: `INSERT INTO user_sessions
    SELECT time, ${epoch} / 60 % 500, (3600 * ${noise(epoch)} ^ 2)::int FROM ${instants(60)}`,
  finish: [`SELECT add_retention_policy('user_sessions', INTERVAL '2 days')`],
};
