import type { RelationName } from './columnstore';
import { joined, qualified, regclass, type Sql, sql } from './statement';

/** Deletes these tables and no other: what depends on one of them makes it fail. */
export function dropTables(tables: readonly RelationName[]): Sql {
  return sql`DROP TABLE ${joined(
    tables.map(({ schema, name }) => qualified(schema, name)),
    ', ',
  )};`;
}

/** How many of these tables are chunks by TimescaleDB's catalog. */
export function countCatalogued(tables: readonly RelationName[]): Sql {
  return sql`SELECT count(*) FROM timescaledb_information.chunks WHERE to_regclass(format('%I.%I', chunk_schema, chunk_name)) IN (${joined(
    tables.map(({ schema, name }) => sql`to_regclass(${regclass(schema, name)})`),
    ', ',
  )});`;
}

/** How many of these tables there are. */
export function countTables(tables: readonly RelationName[]): Sql {
  return sql`SELECT ${joined(
    tables.map(({ schema, name }) => sql`(to_regclass(${regclass(schema, name)}) IS NOT NULL)::int`),
    ' + ',
  )} AS tables;`;
}
