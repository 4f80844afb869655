import type { Collector } from '@/lib/collect/collector';
import { type ArtifactName, collectors, type Row } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer, type TimescaleFacts } from '@/lib/db/server';
import { run } from './advice-story';

/**
 * TimescaleDB's catalog tables on a server without TimescaleDB, with the columns that `sql/pre_install/tables.sql` of
 * 2.28 and 2.29 give them: the embedded engine is older than what these versions changed. Only what the collectors
 * read that are tested on it.
 */
export async function plantCatalog(url: string, { layout }: TimescaleFacts): Promise<void> {
  const relation = layout.chunkRelid
    ? 'relid regclass NOT NULL'
    : 'schema_name name NOT NULL, table_name name NOT NULL, compressed_chunk_id int';
  await run(url, [
    'CREATE SCHEMA _timescaledb_catalog',
    'CREATE SCHEMA _timescaledb_internal',
    'CREATE SCHEMA _timescaledb_functions',
    `CREATE TABLE _timescaledb_catalog.hypertable (id int PRIMARY KEY, schema_name name, table_name name, compressed_hypertable_id int)`,
    `CREATE TABLE _timescaledb_catalog.chunk (id int PRIMARY KEY, hypertable_id int NOT NULL, ${relation}, status int NOT NULL DEFAULT 0,
       osm_chunk boolean NOT NULL DEFAULT false, creation_time timestamptz NOT NULL DEFAULT now())`,
    `CREATE TABLE _timescaledb_catalog.dimension_slice (id int PRIMARY KEY, dimension_id int NOT NULL, range_start bigint NOT NULL,
       range_end bigint NOT NULL, chunk_id int)`,
    `CREATE TABLE _timescaledb_catalog.compression_settings (relid regclass PRIMARY KEY, compress_relid regclass)`,
    `CREATE TABLE _timescaledb_catalog.chunk_rewrite (chunk_relid regclass NOT NULL, new_relid regclass NOT NULL)`,
    `CREATE TABLE _timescaledb_catalog.chunk_column_stats (id int PRIMARY KEY, hypertable_id int NOT NULL, chunk_id int, column_name name NOT NULL,
       range_start bigint NOT NULL, range_end bigint NOT NULL, valid boolean NOT NULL)`,
  ]);
}

/** What a collector reads from such a catalog. */
export async function readRecorded<Name extends ArtifactName>(
  url: string,
  timescale: TimescaleFacts,
  name: Name,
): Promise<Row<Name>[]> {
  const database = openDatabase({ url });
  try {
    // `Row` is inferred from the row schema of the collector of that name.
    const collector: Collector<string, Row<Name>> = collectors[name] as never;
    const statement = collector.sql({ ...(await probeServer(database)), timescale });
    if (typeof statement !== 'string') throw new Error(statement.unavailable);
    return await database.queryRows(name, statement, collector.row);
  } finally {
    await database.close();
  }
}
