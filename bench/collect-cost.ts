import pg from 'pg';
import { collect } from '@/lib/collect/collector';
import { collectors, collectTiers } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startChunkedDatabase } from './chunked-database';
import type { Measure } from './measure';
import { interleavedMedianMs } from './median';

/** What a dashboard would run without us, for the same facts: every chunk, its state, sizes and what compression saved. */
const EXTENSION = {
  'timescaledb_information.chunks': 'SELECT * FROM timescaledb_information.chunks',
  chunks_detailed_size: `SELECT h.hypertable_name, s.* FROM timescaledb_information.hypertables h,
    LATERAL chunks_detailed_size(format('%I.%I', h.hypertable_schema, h.hypertable_name)::regclass) s`,
  hypertable_detailed_size: `SELECT h.hypertable_name, s.* FROM timescaledb_information.hypertables h,
    LATERAL hypertable_detailed_size(format('%I.%I', h.hypertable_schema, h.hypertable_name)::regclass) s`,
  chunk_compression_stats: `SELECT h.hypertable_name, s.* FROM timescaledb_information.hypertables h,
    LATERAL chunk_compression_stats(format('%I.%I', h.hypertable_schema, h.hypertable_name)::regclass) s`,
};

/** The collectors that read these facts; the tiers read forty other things beside them. */
const SAME_FACTS = [
  collectors.hypertables,
  collectors.dimensions,
  collectors.chunks,
  collectors.compressionSettings,
  collectors.chunkCompression,
] as const;
const OURS = 'Chunkwise: the collectors of the same facts';
const TIERS = 'Chunkwise: all of the standard and catalog tiers';

/** Our standard and catalog tiers against the extension's own functions, on one embedded engine, in one run. */
export async function measureCollectCost(): Promise<Measure[]> {
  const server = await startChunkedDatabase();
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const database = openDatabase({ url: server.url });
  try {
    const facts = await probeServer(database);
    // In turns, so that whatever else the machine does falls on all alike.
    const runs: Record<string, () => Promise<unknown>> = {
      [OURS]: async () => {
        for (const collector of SAME_FACTS) await collect<unknown>(database, facts, collector);
      },
      [TIERS]: () => collectTiers(database, facts, ['standard', 'catalog']),
      ...Object.fromEntries(
        Object.entries(EXTENSION).map(([name, statement]) => [name, () => client.query(statement)]),
      ),
    };
    const medians = await interleavedMedianMs(runs);
    const ours = medians[OURS] ?? Number.NaN;
    const theirs = new Map(Object.keys(EXTENSION).map((name) => [name, medians[name] ?? Number.NaN]));
    const sum = [...theirs.values()].reduce((total, ms) => total + ms, 0);
    const at = `${server.chunks} chunks`;
    return [
      ...[...theirs].map(([name, ms]) => ({ name: `extension: ${name}`, value: ms, unit: 'ms', note: at })),
      { name: 'extension: the four together', value: sum, unit: 'ms', note: at },
      { name: OURS, value: ours, unit: 'ms', note: at },
      { name: TIERS, value: medians[TIERS] ?? Number.NaN, unit: 'ms', note: at },
      {
        name: 'times faster for the same facts',
        value: sum / ours,
        unit: '×',
        note: at,
        budget: { atLeast: 5 },
      },
    ];
  } finally {
    await client.end();
    await database.close();
    await server.stop();
  }
}
