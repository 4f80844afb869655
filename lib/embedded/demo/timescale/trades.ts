import { type DemoTable, epoch, instants, noise } from './demo-table';

/** segmentby on a unique column: a batch for every row. Its aggregate was made and never filled. */
export const trades: DemoTable = {
  name: 'trades',
  days: 14,
  stepSeconds: 20,
  isLive: true,
  create: [
    `CREATE TABLE trades (time timestamptz NOT NULL, trade_id bigint NOT NULL, symbol text NOT NULL, price float8 NOT NULL, quantity int NOT NULL)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE trades SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'trade_id', timescaledb.orderby = 'time DESC')`,
  ],
  rows: `INSERT INTO trades
    SELECT time, ${epoch} / 20, (ARRAY['AAPL', 'MSFT', 'NVDA', 'SAP', 'TSM'])[1 + ${epoch} / 20 % 5],
      round(10000 + 2000 * ${noise(epoch)}) / 100, 1 + (100 * ${noise(`-${epoch}`)})::int
    FROM ${instants(20)}`,
  finish: [
    `CREATE UNIQUE INDEX ON trades (trade_id, time)`,
    `CREATE INDEX ON trades (symbol, time DESC)`,
    `CALL add_columnstore_policy('trades', after => INTERVAL '2 days')`,
    `SELECT add_retention_policy('trades', INTERVAL '30 days')`,
    `CREATE MATERIALIZED VIEW trade_prices_hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, symbol, first(price, time) AS opened, last(price, time) AS closed
       FROM trades GROUP BY 1, 2 WITH NO DATA`,
  ],
};
