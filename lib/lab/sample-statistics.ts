import type pg from 'pg';
import type { Row } from '@/lib/collect/snapshot';
import { ident, literal, sql } from '@/lib/sql/statement';
import { type SampleTable, tableOf } from './sample-tables';

/** The columns with what the sample tells of their values, where the server's own statistics do not. */
export async function columnStatistics(
  sandbox: pg.Client,
  table: SampleTable,
  columns: readonly Row<'hypertableColumns'>[],
): Promise<Row<'hypertableColumns'>[]> {
  const { rows } = await sandbox.query<{ name: string; distinct: number }>(sql`
SELECT s.attname AS name, s.n_distinct::float8 AS distinct FROM pg_catalog.pg_stats s
 WHERE s.schemaname = 'public' AND s.tablename = ${literal(table.name)} AND s.inherited`);
  return columns.map((column) => {
    const sampled = rows.find(({ name }) => name === column.name)?.distinct ?? null;
    return { ...column, distinctValues: column.distinctValues ?? sampled };
  });
}

/** Rows of one value of a column in a chunk, counted where whole series are, else in a stretch of time. */
export async function rowsPerValue(
  sandbox: pg.Client,
  tables: readonly SampleTable[],
  column: string,
): Promise<number> {
  const holds = ({ piece: { cut } }: SampleTable) =>
    cut.kind === 'whole' || (cut.kind === 'series' && cut.column === column);
  const table = tables.find(holds) ?? tables.find(({ piece }) => piece.cut.kind === 'slice') ?? tables[0];
  if (!table) return 0;
  const { rows } = await sandbox.query<{ values: number }>(
    sql`SELECT count(DISTINCT ${ident(column)})::float8 AS values FROM ${tableOf(table)}`,
  );
  const inChunk = holds(table) ? table.rows : table.piece.facts.rows;
  return inChunk / Math.max(1, rows[0]?.values ?? 1);
}
