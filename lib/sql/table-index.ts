import type { IndexDefinition } from './hypertable-index';
import { deparsed, ident, joined, literal, qualified, regclass, type Sql, sql } from './statement';

/** An index of an ordinary or a partitioned table, as the server describes it. */
export interface TableIndex extends IndexDefinition {
  readonly schema: string;
  readonly tableName: string;
}

/**
 * - `concurrently`: beside readers and writers, in no transaction, on a table that is not partitioned.
 * - `together`: on all partitions too, and writes wait until the last one is done.
 * - `only`: on the partitioned table alone, not valid before an index of each partition is attached.
 */
export type IndexBuild = 'concurrently' | 'together' | 'only';

/** A B-tree of plain columns, ascending. */
export function columnsIndex(
  { schema, tableName }: Pick<TableIndex, 'schema' | 'tableName'>,
  name: string,
  columns: readonly string[],
): TableIndex {
  return { schema, tableName, name, isUnique: false, structure: btreeOf(columns, null) };
}

export function createIndex(index: TableIndex, build: IndexBuild): Sql {
  return sql`${indexDefinition(index, build)};`;
}

/** The same as a statement without its end, as people read it. */
export function indexDefinition(index: TableIndex, build: IndexBuild = 'together'): Sql {
  const unique = index.isUnique ? sql`UNIQUE ` : sql``;
  const concurrently = build === 'concurrently' ? sql`CONCURRENTLY ` : sql``;
  const only = build === 'only' ? sql`ONLY ` : sql``;
  return sql`CREATE ${unique}INDEX ${concurrently}${ident(index.name)} ON ${only}${qualified(index.schema, index.tableName)} ${deparsed(index.structure)}`;
}

/** What a B-tree of these columns looks like from its method on; with a null column it holds only rows that have no value there. */
export function treeStructure(
  columns: readonly { readonly column: string; readonly isDescending: boolean }[],
  nullColumn: string | null,
): Sql {
  const keys = columns.map(({ column, isDescending }) =>
    isDescending ? sql`${ident(column)} DESC` : ident(column),
  );
  const condition = nullColumn === null ? sql`` : sql` WHERE ${ident(nullColumn)} IS NULL`;
  return sql`USING btree (${joined(keys, ', ')})${condition}`;
}

/** The same where a time may come last: then the newest of each is found first. */
export function btreeOf(columns: readonly string[], timeLast: string | null): Sql {
  const keys = columns.map((column) => ({ column, isDescending: false }));
  return treeStructure(timeLast === null ? keys : [...keys, { column: timeLast, isDescending: true }], null);
}

/** Makes an index of a partition a part of that of its partitioned table; the last one makes that valid. */
export function attachIndex(
  parent: { readonly schema: string; readonly name: string },
  part: { readonly schema: string; readonly name: string },
): Sql {
  return sql`ALTER INDEX ${qualified(parent.schema, parent.name)} ATTACH PARTITION ${qualified(part.schema, part.name)};`;
}

/** How many valid indexes of this name a schema holds: one or none. */
export function countValidIndexes(schema: string, name: string): Sql {
  return sql`SELECT count(*) FROM pg_catalog.pg_index i WHERE i.indexrelid = to_regclass(${regclass(schema, name)}) AND i.indisvalid;`;
}

/** Where a statement that follows puts an index that names no tablespace. */
export function setDefaultTablespace(name: string): Sql {
  return sql`SET default_tablespace = ${literal(name)};`;
}
