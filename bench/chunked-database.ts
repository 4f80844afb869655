import pg from 'pg';
import { startTimescale } from '@/lib/embedded/test-engines';

const CHUNKS_PER_HYPERTABLE = 500;
const HYPERTABLES = 4;

/** An embedded TimescaleDB with 2,000 chunks in four hypertables, nine tenths of them in the columnstore. */
export async function startChunkedDatabase(): Promise<{
  url: string;
  chunks: number;
  stop(): Promise<void>;
}> {
  const engine = await startTimescale();
  const client = new pg.Client({ connectionString: engine.url });
  await client.connect();
  for (let table = 0; table < HYPERTABLES; table++) {
    const name = `readings_${table}`;
    await client.query(`CREATE TABLE ${name} (time timestamptz NOT NULL, device int, value float8)
      WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 hour', tsdb.columnstore = false)`);
    await client.query(
      `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = 'time DESC')`,
    );
    await client.query(
      `INSERT INTO ${name} SELECT now() - i * interval '20 minutes', i % 5, i FROM generate_series(1, ${CHUNKS_PER_HYPERTABLE * 3 - 3}) i`,
    );
    await client.query(
      `SELECT compress_chunk(c) FROM show_chunks('${name}', older_than => INTERVAL '30 hours') c`,
    );
  }
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM timescaledb_information.chunks',
  );
  await client.end();
  return { url: engine.url, chunks: rows[0]?.count ?? 0, stop: () => engine.stop() };
}
