import type { RelationName } from './columnstore';
import { ident, joined, literal, qualified, regclass, type Sql, sql } from './statement';

/** Writes the table and the indexes on the column anew. */
export function setColumnType(
  { schema, name }: RelationName,
  column: string,
  type: 'bigint' | 'integer' | 'smallint',
): Sql {
  return sql`ALTER TABLE ${qualified(schema, name)} ALTER COLUMN ${ident(column)} TYPE ${type as Sql};`;
}

export function columnType({ schema, name }: RelationName, column: string): Sql {
  return sql`SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = ${regclass(schema, name)}::regclass AND attname = ${literal(column)};`;
}

/** Views and rules that read one of these columns: the server refuses to change its type while they do. */
export function countDependentViews(
  columns: readonly { readonly table: RelationName; readonly column: string }[],
): Sql {
  const list = joined(
    columns.map(
      ({ table, column }) => sql`(${regclass(table.schema, table.name)}::regclass, ${literal(column)}::name)`,
    ),
    ', ',
  );
  return sql`SELECT count(DISTINCT d.objid) FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid WHERE d.classid = 'pg_rewrite'::regclass AND (a.attrelid::regclass, a.attname) IN (${list});`;
}
