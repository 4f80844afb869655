import type { RelationName } from './columnstore';
import type { ChunkedRelation } from './columnstore-settings';
import { joined, literal, qualified, regclass, type Sql, sql } from './statement';

/** What the statements depend on: how the catalog names the column part of a chunk. */
export interface CatalogDialect {
  readonly layout: { readonly compressRelid: boolean };
}

/** A hypertable, its chunks and their column parts follow. */
export function analyzeHypertable({ relationSchema, relationName }: ChunkedRelation): Sql {
  return sql`ANALYZE ${qualified(relationSchema, relationName)};`;
}

/** A hypertable with its chunks and their column parts. Not inside a transaction block. */
export function freezeHypertable({ relationSchema, relationName }: ChunkedRelation): Sql {
  return sql`VACUUM (FREEZE) ${qualified(relationSchema, relationName)};`;
}

/** Chunks, from 2.29 with their column parts. Not inside a transaction block. */
export function vacuumChunks(chunks: readonly RelationName[]): Sql {
  return sql`VACUUM (ANALYZE) ${joined(
    chunks.map(({ schema, name }) => qualified(schema, name)),
    ', ',
  )};`;
}

/** How many relations of a hypertable, both parts of its chunks included, were never analysed (14+). */
export function countNeverAnalyzed(dialect: CatalogDialect, hypertable: ChunkedRelation): Sql {
  return sql`SELECT count(*) FROM pg_class WHERE reltuples < 0 AND relkind = 'r' AND oid IN (${relations(dialect, hypertable)});`;
}

/** How many of them have transaction ids older than so many transactions. */
export function countOlderThan(dialect: CatalogDialect, hypertable: ChunkedRelation, xidAge: number): Sql {
  return sql`SELECT count(*) FROM pg_class WHERE age(relfrozenxid) > ${xidAge} AND relkind = 'r' AND oid IN (${relations(dialect, hypertable)});`;
}

/** How many of these chunks have more dead rows than this, as far as the statistics say. */
export function countDeadRows(chunks: readonly RelationName[], deadRows: number): Sql {
  return sql`SELECT count(*) FROM pg_stat_all_tables WHERE n_dead_tup > ${deadRows} AND relid IN (${joined(
    chunks.map(({ schema, name }) => sql`to_regclass(${regclass(schema, name)})`),
    ', ',
  )});`;
}

function relations({ layout }: CatalogDialect, { relationSchema, relationName }: ChunkedRelation): Sql {
  const hypertable = regclass(relationSchema, relationName);
  const columnParts = layout.compressRelid
    ? sql`SELECT s.compress_relid::oid FROM pg_inherits i JOIN _timescaledb_catalog.compression_settings s ON s.relid = i.inhrelid WHERE i.inhparent = ${hypertable}::regclass AND s.compress_relid IS NOT NULL`
    : sql`SELECT to_regclass(format('%I.%I', cc.schema_name, cc.table_name))::oid FROM _timescaledb_catalog.hypertable h JOIN _timescaledb_catalog.chunk c ON c.hypertable_id = h.id JOIN _timescaledb_catalog.chunk cc ON cc.id = c.compressed_chunk_id WHERE h.schema_name = ${literal(relationSchema)} AND h.table_name = ${literal(relationName)} AND NOT c.dropped`;
  return sql`SELECT ${hypertable}::regclass::oid UNION ALL SELECT i.inhrelid FROM pg_inherits i WHERE i.inhparent = ${hypertable}::regclass UNION ALL ${columnParts}`;
}
