import { type Sql, sql } from '@/lib/sql/statement';

/** `pg_stat_statements` drops a leading comment from 18 on and keeps this one, so that our own statements can be told apart. */
export const END_MARK = sql`/* chunkwise */`;

/** So that a DBA sees in `pg_stat_activity` and in the log who asks for what. */
export function beginMark(reader: string): Sql {
  if (!/^[a-zA-Z]+$/.test(reader)) throw new RangeError(`not a collector's name: ${reader}`);
  return `/* chunkwise:${reader} */ ` as Sql;
}
