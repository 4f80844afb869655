import { z } from 'zod';
import type { Queryable } from '@/lib/db/queryable';
import { joined, literal, type Sql, sql } from '@/lib/sql/statement';

const row = z.object({ column: z.string(), value: z.string() });

/**
 * The most common value of each column, else the middle of its histogram, as the statistics that this role may read have
 * it: read when a statement is explained, never in a round, and kept nowhere.
 */
export async function commonValues(
  database: Queryable,
  tables: readonly string[],
  columns: readonly string[],
): Promise<readonly z.infer<typeof row>[]> {
  return database.queryRows('explain', select(tables, columns), row);
}

function select(tables: readonly string[], columns: readonly string[]): Sql {
  const names = (all: readonly string[]) => sql`ARRAY[${joined(all.map(literal), ', ')}]::text[]`;
  return sql`
SELECT DISTINCT ON (s.attname) s.attname::text AS "column",
       coalesce((s.most_common_vals::text::text[])[1], (s.histogram_bounds::text::text[])[(pg_catalog.array_length(s.histogram_bounds::text::text[], 1) + 1) / 2]) AS "value"
  FROM pg_catalog.pg_stats s
 WHERE s.tablename = ANY (${names(tables)}) AND s.attname = ANY (${names(columns)})
   AND coalesce((s.most_common_vals::text::text[])[1], (s.histogram_bounds::text::text[])[1]) IS NOT NULL
 ORDER BY s.attname, s.inherited DESC, s.schemaname, s.tablename`;
}
