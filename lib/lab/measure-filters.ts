import type pg from 'pg';
import { deparsed, ident, joined, literal, type Sql, sql } from '@/lib/sql/statement';
import type { FilterShape } from './filter-shapes';
import type { SampleColumn } from './lab-source';
import { type SampleTable, tableOf } from './sample-tables';

export interface FilterMeasure {
  /** The median of a few runs. */
  readonly seconds: number;
  /** Batches that were looked at, and of them those that were decompressed. */
  readonly batchesRead: number;
  readonly batchesDecompressed: number;
}

const RUNS = 5;
/** A query for a stretch of time asks for so much of what the table spans, from its middle on. */
const STRETCH = { from: 0.45, to: 0.55 };

/**
 * The condition of a shape with values that this table holds: of its series the one that is neither the largest nor the
 * smallest. The values stay in the sandbox. Null where the table has none.
 */
export async function conditionOf(
  sandbox: pg.Client,
  table: SampleTable,
  { equals, byTime }: FilterShape,
  timeColumn: string,
  columns: readonly SampleColumn[],
): Promise<Sql | null> {
  const typed = (name: string, text: string): Sql => {
    const type = columns.find((column) => column.name === name)?.sandboxType ?? 'text';
    return sql`${literal(text)}::${deparsed(type)}`;
  };
  const values = await typicalValues(sandbox, table, equals);
  const [from, to] = byTime ? await stretchOf(sandbox, table, timeColumn, columns) : [null, null];
  if (values === null) return null;
  const time = ident(timeColumn);
  const conditions = [
    ...equals.map((name, at) => sql`${ident(name)} = ${typed(name, values[at] ?? '')}`),
    ...(from !== null && to !== null
      ? [sql`${time} >= ${typed(timeColumn, from)}`, sql`${time} < ${typed(timeColumn, to)}`]
      : []),
  ];
  return conditions.length === 0 ? sql`true` : joined(conditions, ' AND ');
}

async function typicalValues(
  sandbox: pg.Client,
  table: SampleTable,
  equals: readonly string[],
): Promise<readonly string[] | null> {
  if (equals.length === 0) return [];
  const names = equals.map(ident);
  const present = joined(
    names.map((name) => sql`${name} IS NOT NULL`),
    ' AND ',
  );
  const texts = joined(
    names.map((name) => sql`${name}::text`),
    ', ',
  );
  const { rows } = await sandbox.query<{ values: string[] }>(sql`
WITH series AS (SELECT ARRAY[${texts}] AS values, count(*) AS rows FROM ${tableOf(table)} WHERE ${present} GROUP BY 1)
SELECT s.values FROM series s ORDER BY s.rows, s.values OFFSET (SELECT count(*) / 2 FROM series) LIMIT 1`);
  return rows[0]?.values ?? null;
}

async function stretchOf(
  sandbox: pg.Client,
  table: SampleTable,
  timeColumn: string,
  columns: readonly SampleColumn[],
): Promise<readonly [string, string] | readonly [null, null]> {
  const type = columns.find(({ name }) => name === timeColumn)?.sandboxType ?? '';
  const isInteger = /^(smallint|integer|bigint)$/.test(type);
  const time = isInteger ? ident(timeColumn) : sql`${ident(timeColumn)}::timestamp`;
  const at = (share: number) =>
    isInteger
      ? sql`(min(${time}) + floor((max(${time}) - min(${time})) * ${literal(share)}))::${deparsed(type)}::text`
      : sql`(min(${time}) + (max(${time}) - min(${time})) * ${literal(share)}::float8)::text`;
  const { rows } = await sandbox.query<{ from: string | null; to: string | null }>(
    sql`SELECT ${at(STRETCH.from)} AS from, ${at(STRETCH.to)} AS to FROM ${tableOf(table)}`,
  );
  const { from, to } = rows[0] ?? { from: null, to: null };
  return from === null || to === null ? [null, null] : [from, to];
}

/** How long it takes to read all columns of the rows of a compressed table that meet the condition. */
export async function measureFilter(
  sandbox: pg.Client,
  table: SampleTable,
  condition: Sql,
): Promise<FilterMeasure> {
  const runs: FilterMeasure[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { rows } = await sandbox.query<{ 'QUERY PLAN': [ExplainedPlan] }>(
      sql`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) SELECT * FROM ${tableOf(table)} WHERE ${condition}`,
    );
    const plan = rows[0]?.['QUERY PLAN'][0];
    if (plan) runs.push({ seconds: plan['Execution Time'] / 1_000, ...batchesOf(plan.Plan) });
  }
  runs.sort((a, b) => a.seconds - b.seconds);
  return runs[Math.floor(runs.length / 2)] ?? { seconds: 0, batchesRead: 0, batchesDecompressed: 0 };
}

interface ExplainedPlan {
  readonly Plan: PlanNode;
  /** Milliseconds. */
  readonly 'Execution Time': number;
}

interface PlanNode {
  readonly 'Custom Plan Provider'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

type Batches = Pick<FilterMeasure, 'batchesRead' | 'batchesDecompressed'>;

/** What a scan of the columnstore reads from below are batches; what is removed there was looked at by its bounds alone. */
function batchesOf(node: PlanNode): Batches {
  const below = node.Plans ?? [];
  const isScan = node['Custom Plan Provider'] === 'ColumnarScan';
  if (!isScan) return below.map(batchesOf).reduce(added, { batchesRead: 0, batchesDecompressed: 0 });
  const decompressed = below.reduce((sum, child) => sum + child['Actual Rows'] * child['Actual Loops'], 0);
  return {
    batchesRead: decompressed + below.reduce((sum, child) => sum + removedIn(child), 0),
    batchesDecompressed: decompressed,
  };
}

const added = (a: Batches, b: Batches): Batches => ({
  batchesRead: a.batchesRead + b.batchesRead,
  batchesDecompressed: a.batchesDecompressed + b.batchesDecompressed,
});

function removedIn(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return (node.Plans ?? []).reduce((sum, child) => sum + removedIn(child), removed * node['Actual Loops']);
}
