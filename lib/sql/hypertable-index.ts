import type { RelationName, TimescaleDialect } from './columnstore';
import { firstBytes, LONGEST } from './object-name';
import { deparsed, ident, joined, literal, qualified, regclass, type Sql, sql } from './statement';
import { createIndex } from './table-index';
import { oneTransaction } from './transaction';

/** An index of a hypertable, as its definition says it. */
export interface IndexDefinition {
  readonly name: string;
  readonly isUnique: boolean;
  /** What the server prints after the table's name: `USING btree (service, "time" DESC)`. */
  readonly structure: string;
}

/** What tells rows apart, in the server's words. */
interface UniqueDefinition extends IndexDefinition {
  readonly keyExpressions: readonly string[];
  readonly predicate: string | null;
}

/**
 * - `together`: one transaction builds it on every chunk, and writes wait until the last one is done.
 * - `apart`: a transaction for each chunk, so that writes wait for one chunk at a time. Not for unique indexes.
 * - `new`: on the hypertable and on chunks that are made from now on. Before 2.12 it meant `together`; on a continuous
 *   aggregate it still does.
 */
export type ChunkBuild = 'together' | 'apart' | 'new';

/** A continuous aggregate goes by its view: its owner may not create anything in the schema of the table behind it. */
export function createHypertableIndex(
  { schema, name }: RelationName,
  index: IndexDefinition,
  build: ChunkBuild,
): Sql {
  const unique = index.isUnique ? sql`UNIQUE ` : sql``;
  const only = build === 'new' ? sql`ONLY ` : sql``;
  const apart = build === 'apart' ? sql` WITH (timescaledb.transaction_per_chunk)` : sql``;
  return sql`CREATE ${unique}INDEX ${ident(index.name)} ON ${only}${qualified(schema, name)} ${deparsed(index.structure)}${apart};`;
}

/**
 * Whether an index can be built chunk by chunk: the option stands before a predicate and among storage parameters, and
 * text of the server is not taken apart for it. A name that looks like one of these words costs the option, no more.
 */
export function canBuildApart({ isUnique, structure }: IndexDefinition): boolean {
  return !isUnique && !/ (WITH \(|WHERE )/.test(structure);
}

/**
 * Drops it from the chunks too. From 2.22 chunks carry an index by its definition and not by its name: where they lack
 * this one, an equal index of another name goes from them in its place.
 */
export function dropHypertableIndex(schema: string, name: string): Sql {
  return sql`DROP INDEX ${qualified(schema, name)};`;
}

/** The same where a build that failed may have left none. */
export function dropHypertableIndexIfThere(schema: string, name: string): Sql {
  return sql`DROP INDEX IF EXISTS ${qualified(schema, name)};`;
}

/**
 * Drops indexes of a hypertable and builds one of them anew on every chunk, or changes nothing: a unique index that
 * is dropped guards no more, and where equal rows were written it does not come back.
 */
export function replaceHypertableIndex(
  dropped: readonly RelationName[],
  hypertable: RelationName,
  index: IndexDefinition,
): Sql {
  return oneTransaction(`Builds ${index.name} on every chunk, or changes nothing.`, [
    ...dropped.map(({ schema, name }) => dropHypertableIndex(schema, name)),
    createHypertableIndex(hypertable, index, 'together'),
  ]);
}

/** A chunk's index of the definition that its hypertable's has: from 2.22 TimescaleDB takes it for that one. */
export function createChunkIndex(chunk: RelationName, index: IndexDefinition, concurrently: boolean): Sql {
  return createIndex(
    {
      ...index,
      schema: chunk.schema,
      tableName: chunk.name,
      name: chunkIndexName(chunk, index),
    },
    concurrently ? 'concurrently' : 'together',
  );
}

export function dropChunkIndexIfThere(
  chunk: RelationName,
  index: IndexDefinition,
  concurrently: boolean,
): Sql {
  const beside = concurrently ? sql`CONCURRENTLY ` : sql``;
  return sql`DROP INDEX ${beside}IF EXISTS ${qualified(chunk.schema, chunkIndexName(chunk, index))};`;
}

/** What TimescaleDB calls it too, as far as that fits. */
const chunkIndexName = (chunk: RelationName, index: IndexDefinition): string =>
  firstBytes(`${chunk.name}_${index.name}`, LONGEST);

/** How many keys of a unique index more than one row has. Reads all rows of the relations, of both stores. */
export function countEqualRows(
  relations: readonly RelationName[],
  { keyExpressions, predicate, structure }: UniqueDefinition,
): Sql {
  const keys = joined(keyExpressions.map(deparsed), ', ');
  // Rows without a value are equal to none, unless the index says so.
  const present = / NULLS NOT DISTINCT\b/.test(structure)
    ? []
    : keyExpressions.map((key) => sql`${deparsed(key)} IS NOT NULL`);
  const conditions = [...present, ...(predicate === null ? [] : [deparsed(predicate)])];
  const where = conditions.length === 0 ? sql`` : sql` WHERE ${joined(conditions, ' AND ')}`;
  const groups = relations.map(
    ({ schema, name }) =>
      sql`SELECT 1 FROM ${qualified(schema, name)}${where} GROUP BY ${keys} HAVING count(*) > 1`,
  );
  return sql`SELECT count(*) FROM (${joined(groups, ' UNION ALL ')}) equal;`;
}

/** How many sessions build an index now, of those that the role may see. */
export const RUNNING_INDEX_BUILDS: Sql = sql`SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query ~* ${literal('create\\s+(unique\\s+)?index')};`;

/** How many chunks do not carry an index: by its definition from 2.22, before by what the catalog notes. */
export function countChunksWithout(
  { versionNumber }: TimescaleDialect,
  hypertable: {
    readonly hypertableId: number;
    readonly relationSchema: string;
    readonly relationName: string;
  },
  index: RelationName,
): Sql {
  if (versionNumber < 2_022_000)
    return sql`SELECT count(*) FROM _timescaledb_catalog.chunk c WHERE c.hypertable_id = ${hypertable.hypertableId} AND NOT c.dropped AND NOT c.osm_chunk AND NOT EXISTS (SELECT 1 FROM _timescaledb_catalog.chunk_index x WHERE x.chunk_id = c.id AND x.hypertable_index_name = ${literal(index.name)});`;
  const table = regclass(hypertable.relationSchema, hypertable.relationName);
  return sql`SELECT count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = ${table}::regclass AND c.relkind = 'r' AND NOT EXISTS (SELECT 1 FROM pg_index x WHERE x.indrelid = c.oid AND _timescaledb_functions.index_matches(${regclass(index.schema, index.name)}::regclass, x.indexrelid));`;
}

/** The index that TimescaleDB makes by default, with a name that fits into PostgreSQL's 63 bytes. */
export function timeIndex(table: string, timeColumn: string): IndexDefinition {
  return {
    name: `${firstBytes(table, 29)}_${firstBytes(timeColumn, 29)}_idx`,
    isUnique: false,
    structure: sql`USING btree (${ident(timeColumn)} DESC)`,
  };
}

/** The index that TimescaleDB makes for a column of an aggregate's GROUP BY, under its name as far as that fits. */
export function groupIndex(table: string, column: string, timeColumn: string): IndexDefinition {
  return {
    name: `${firstBytes(table, 28)}_${firstBytes(column, 16)}_${firstBytes(timeColumn, 12)}_idx`,
    isUnique: false,
    structure: sql`USING btree (${ident(column)}, ${ident(timeColumn)} DESC)`,
  };
}

/** How many indexes of this name a schema holds: one or none. */
export function countIndexesNamed(schema: string, name: string): Sql {
  return sql`SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ${literal(schema)} AND c.relname = ${literal(name)};`;
}
