import type { RelationName } from './columnstore';
import { joined, qualified, regclass, type Sql, sql } from './statement';

/** Builds an index of an ordinary table or a chunk anew; concurrently, beside readers and writers, and not in a transaction. */
export function rebuildIndex({ schema, name }: RelationName, concurrently: boolean): Sql {
  return sql`REINDEX INDEX ${mode(concurrently)}${qualified(schema, name)};`;
}

export function dropIndex({ schema, name }: RelationName, concurrently: boolean): Sql {
  return sql`DROP INDEX ${mode(concurrently)}${qualified(schema, name)};`;
}

const mode = (concurrently: boolean): Sql => (concurrently ? sql`CONCURRENTLY ` : sql``);

/** How many of these indexes are there and not valid. */
export function countInvalidIndexes(indexes: readonly RelationName[]): Sql {
  return sql`SELECT count(*) FROM pg_index WHERE NOT indisvalid AND indexrelid IN (${joined(
    indexes.map(({ schema, name }) => sql`to_regclass(${regclass(schema, name)})`),
    ', ',
  )});`;
}
