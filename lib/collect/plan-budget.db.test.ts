import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Database, openDatabase } from '@/lib/db/database';
import { probeServer, type ServerFacts } from '@/lib/db/server';
import { startPostgres, startTimescale } from '@/lib/embedded/test-engines';
import { sql } from '@/lib/sql/statement';
import { type ArtifactName, collectors } from './snapshot';

/** Catalogs that grow with the schema: reading one from end to end costs more with every table and chunk. */
const GROWING = new Set([
  'pg_attribute',
  'pg_class',
  'pg_constraint',
  'pg_depend',
  'pg_index',
  'pg_inherits',
  'pg_sequence',
  'pg_statistic',
  'chunk',
  'chunk_constraint',
  'chunk_index',
  'compression_chunk_size',
  'compression_settings',
  'dimension_slice',
]);

/** Why a collector may read a growing catalog from end to end. */
const REASONS: Partial<Record<ArtifactName, { readonly scans: readonly string[]; readonly why: string }>> = {
  tables: {
    scans: ['pg_class', 'pg_index', 'pg_inherits'],
    why: 'lists every table; no index of pg_class leads with the schema',
  },
  tableBloat: {
    scans: ['pg_class', 'pg_inherits'],
    why: 'looks for the largest tables; what it reads of each is looked up',
  },
  rowSecurity: {
    scans: ['pg_class'],
    why: 'looks for tables that have it on, and no index leads with that; what it finds is looked up',
  },
  definerViews: {
    scans: ['pg_class'],
    why: 'looks for tables with row-level security as rowSecurity does; what views read of them is looked up',
  },
  ownReach: {
    scans: ['pg_class', 'pg_inherits'],
    why: 'counts what our role may do with each table',
  },
  indexes: {
    scans: ['pg_class', 'pg_index', 'pg_inherits', 'pg_attribute', 'pg_constraint'],
    why: 'lists every index',
  },
  foreignKeys: {
    scans: ['pg_class', 'pg_constraint', 'pg_attribute', 'pg_inherits'],
    why: 'lists every foreign key; no index of pg_constraint leads with the kind',
  },
  indexBloat: {
    scans: ['pg_class', 'pg_index', 'pg_attribute'],
    why: 'looks for the largest indexes',
  },
  columnStatistics: {
    scans: ['pg_class', 'pg_inherits'],
    why: 'finds the tables that are read most among all of them; statistics and columns are looked up for those alone',
  },
  sequences: {
    scans: ['pg_class', 'pg_sequence', 'pg_attribute', 'pg_depend', 'pg_constraint'],
    why: 'lists every sequence, and the foreign keys of those that fill up: no index leads with what a key refers to',
  },
  hypertableIndexes: {
    scans: ['pg_class', 'pg_index', 'pg_inherits', 'chunk', 'chunk_index'],
    why: 'adds up the indexes of every chunk',
  },
  invalidChunkIndexes: {
    scans: ['pg_class', 'pg_index', 'pg_inherits', 'compression_settings'],
    why: 'no index of pg_index leads with the state; what it finds is few, so the rest is looked up',
  },
  chunks: {
    scans: [
      'pg_class',
      'pg_index',
      'chunk',
      'chunk_constraint',
      'dimension_slice',
      'compression_chunk_size',
      'compression_settings',
    ],
    why: 'lists every chunk in one pass; a look-up for each would cost more',
  },
  chunkSizes: { scans: ['pg_class', 'chunk', 'compression_settings'], why: 'measures every chunk' },
  chunkCompression: {
    scans: ['pg_class', 'chunk', 'compression_settings'],
    why: 'groups the settings of every compressed chunk',
  },
  upgradeBlockers: {
    scans: ['compression_settings', 'pg_class', 'pg_inherits'],
    why: 'looks at the sparse indexes of every compressed chunk, as the update script does',
  },
  catalogDefects: {
    scans: ['pg_class', 'pg_inherits', 'chunk', 'compression_settings'],
    why: 'looks for what has no partner, so both sides are read as a whole, once',
  },
};

interface Rig {
  readonly name: string;
  readonly start: () => Promise<{ url: string; stop(): Promise<void> }>;
  readonly grow: (client: pg.Client) => Promise<void>;
}

const RIGS: readonly Rig[] = [
  { name: 'PostgreSQL 18 with 2,000 tables', start: () => startPostgres(18), grow: plantTables },
  { name: 'PostgreSQL 13 with 2,000 tables', start: () => startPostgres(13), grow: plantTables },
  { name: 'TimescaleDB with 600 chunks', start: startTimescale, grow: plantChunks },
];

describe.each(RIGS)('on $name', ({ start, grow }) => {
  let engine: Awaited<ReturnType<Rig['start']>>;
  let database: Database;
  let server: ServerFacts;

  beforeAll(async () => {
    engine = await start();
    const client = new pg.Client({ connectionString: engine.url });
    await client.connect();
    await grow(client);
    await client.end();
    database = openDatabase({ url: engine.url });
    server = await probeServer(database);
  });
  afterAll(async () => {
    await database?.close();
    await engine?.stop();
  });

  it.each(Object.entries(collectors))(
    '%s reads no growing catalog without a reason',
    async (name, collector) => {
      const statement = collector.sql(server);
      if (typeof statement !== 'string') return;
      const [plan] = await database.queryRows(name, sql`EXPLAIN (FORMAT JSON) ${statement}`, planRow, {
        bulk: 'bulk' in collector && collector.bulk,
      });
      const scanned = new Set(
        sequentialScans(plan?.['QUERY PLAN']).filter((relation) => GROWING.has(relation)),
      );
      const allowed = REASONS[name as ArtifactName]?.scans ?? [];
      expect([...scanned].filter((relation) => !allowed.includes(relation))).toEqual([]);
    },
  );
});

const planRow = z.object({ 'QUERY PLAN': z.unknown() });

/** The relations that a plan reads from end to end. */
function sequentialScans(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(sequentialScans);
  if (typeof plan !== 'object' || plan === null) return [];
  const node = plan as Readonly<Record<string, unknown>>;
  const own = node['Node Type'] === 'Seq Scan' ? [String(node['Relation Name'])] : [];
  return [...own, ...Object.values(node).flatMap(sequentialScans)];
}

async function plantTables(client: pg.Client): Promise<void> {
  for (let batch = 0; batch < 20; batch += 1) {
    await client.query(`DO $$ BEGIN FOR i IN 1..100 LOOP
      EXECUTE format('CREATE TABLE t_%s_%s (id serial PRIMARY KEY, parent int, note text)', ${batch}, i);
      EXECUTE format('CREATE INDEX ON t_%s_%s (parent)', ${batch}, i);
    END LOOP; END $$`);
  }
  await client.query('VACUUM ANALYZE');
}

async function plantChunks(client: pg.Client): Promise<void> {
  for (const name of ['a', 'b', 'c']) {
    await client.query(`CREATE TABLE ${name} (time timestamptz NOT NULL, device int, value float8)`);
    await client.query(`SELECT create_hypertable('${name}', by_range('time', interval '1 day'))`);
    await client.query(
      `INSERT INTO ${name} SELECT timestamptz '2025-01-01Z' + i * interval '12 hours', i % 3, i FROM generate_series(0, 399) i`,
    );
    await client.query(
      `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device')`,
    );
  }
  await client.query(
    `SELECT compress_chunk(c) FROM show_chunks('a', older_than => timestamptz '2025-06-01Z') c`,
  );
  await client.query('VACUUM ANALYZE');
}
