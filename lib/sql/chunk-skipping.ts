import { type Sql, sql } from './statement';

/** How many chunks of a hypertable have a range of a column's values that ends before it begins (2.16+). */
export function countInvertedRanges(hypertableId: number): Sql {
  return sql`SELECT count(*) FROM _timescaledb_catalog.chunk_column_stats WHERE hypertable_id = ${hypertableId} AND valid AND range_start > range_end;`;
}
