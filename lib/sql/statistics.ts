import { ident, joined, literal, qualified, regclass, type Sql, sql } from './statement';

/** Whether the planner has statistics of a table's columns: 1 or 0. For who may read the table. */
export function hasStatistics(schema: string, name: string): Sql {
  return sql`SELECT count(*) FILTER (WHERE s.attname IS NOT NULL) > 0 FROM (SELECT 1) one LEFT JOIN pg_catalog.pg_stats s ON s.schemaname = ${literal(schema)} AND s.tablename = ${literal(name)};`;
}

/** What the values of several columns have to do with each other; the next ANALYZE fills it. */
export interface ExtendedStatistics {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
}

export function createStatistics({ schema, table, name, columns }: ExtendedStatistics): Sql {
  return sql`CREATE STATISTICS ${qualified(schema, name)} (dependencies, ndistinct, mcv) ON ${joined(columns.map(ident), ', ')} FROM ${qualified(schema, table)};`;
}

export function dropStatistics({ schema, name }: ExtendedStatistics): Sql {
  return sql`DROP STATISTICS ${qualified(schema, name)};`;
}

/** How many statistics of that name a table has: 1 or 0. */
export function countStatistics({ schema, table, name }: ExtendedStatistics): Sql {
  return sql`SELECT count(*) FROM pg_catalog.pg_statistic_ext x JOIN pg_catalog.pg_namespace n ON n.oid = x.stxnamespace WHERE x.stxrelid = ${regclass(schema, table)}::regclass AND n.nspname = ${literal(schema)} AND x.stxname = ${literal(name)};`;
}

/** Whether more than so many percent of a table's pages are marked as visible to all. As of the last VACUUM or ANALYZE. */
export function visibleRatioAbove(schema: string, name: string, percent: number): Sql {
  return sql`SELECT relpages = 0 OR relallvisible * 100.0 / relpages > ${percent} FROM pg_catalog.pg_class WHERE oid = ${regclass(schema, name)}::regclass;`;
}
