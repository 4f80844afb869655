import { count } from '@/lib/format/count';
import { times } from '@/lib/format/ratio';
import { comparisons, indexedColumn, isFixed } from '../conditions';
import { nodeWords } from '../node-words';
import type { PlanNode, QueryPlan } from '../plan';
import { textField } from '../plan-field';
import { analyzeAdvice, extendedStatisticsAdvice } from '../remedies';
import { columnTypes, type KnownTable, tableOfNode } from '../table-of-node';
import { nodeRule, type PlanRule } from './plan-rule';

/** Fewer rows than this on both sides make no plan wrong. Proposed. */
const FEWEST_ROWS = 100;
/** Factors of https://github.com/dalibo/pev2 (src/services/node.ts), which readers of plans know. */
const WARNING_FACTOR = 100;
export const NOTICE_FACTOR = 10;

/** What these report is not the number of rows that they stand for. */
const COUNTS_NOTHING = /^(ModifyTable|BitmapOr|BitmapAnd)$/;

/** How many times too low (below 1) or too high the estimate was; null where it cannot be said. */
export function misestimate(node: PlanNode): number | null {
  if (node.actualRows === null || node.loops === 0 || COUNTS_NOTHING.test(node.type)) return null;
  const { actualRows } = node;
  if (actualRows < node.plannedRows && isStoppedEarly(node)) return null;
  const expected = Math.min(node.plannedRows, Math.max(actualRows, node.leastPlannedRows));
  if (Math.max(actualRows, expected) < FEWEST_ROWS) return null;
  return Math.max(1, expected) / Math.max(1, actualRows);
}

export const factorOf = (ratio: number) => Math.max(ratio, 1 / ratio);

/** A share of rows changed since the last ANALYZE at which autovacuum runs one: autovacuum_analyze_scale_factor. */
const STALE_RATIO = 0.1;

export const rowsMisestimated: PlanRule = nodeRule({
  id: 'plan/rows-misestimated',
  title: 'The planner expected another number of rows',
  why: 'How tables are joined, in which order and with how much memory follows from the numbers of rows that the planner expects. Where one is wrong by orders of magnitude, all that is built on it is a guess.',
  source: 'https://www.postgresql.org/docs/current/planner-stats.html',
  facts: { plannedRows: 'Rows expected, of one loop', actualRows: 'Rows that came, of one loop' },
  checkNode(node, plan, { snapshot }) {
    const ratio = misestimate(node);
    if (ratio === null || factorOf(ratio) <= NOTICE_FACTOR) return null;
    // Where it begins: a wrong number above one that is as wrong only follows from it.
    if (node.children.some((child) => factorOf(misestimate(child) ?? 1) > NOTICE_FACTOR)) return null;
    const table = tableOfNode(node, snapshot);
    const columns = filterColumns(node, columnTypes(node, snapshot));
    const advice = adviceFor(table, columns);
    return {
      nodes: [node],
      severity: factorOf(ratio) > WARNING_FACTOR ? 'warning' : 'notice',
      confidence: 'high',
      title: `${nodeWords(node)}: ${times(factorOf(ratio))} ${ratio < 1 ? 'more' : 'fewer'} rows than expected`,
      detail: `The planner expected ${count(Math.round(node.plannedRows))} rows a loop, ${count(Math.round(node.actualRows ?? 0))} came. ${words(plan, table, columns)}`,
      facts: { plannedRows: node.plannedRows, actualRows: node.actualRows },
      ...(advice && { advice }),
    };
  },
});

/** Reads all that is below before it gives a row away. */
const READS_ALL = /^(Sort|Hash|ModifyTable|Bitmap Heap Scan)$/;

/** Below a Limit, a merge or the inner side of a semi-join a node is not read to its end, unless something between reads all. */
export function isStoppedEarly(node: PlanNode): boolean {
  for (let at = node; at.parent; at = at.parent) {
    const { type, fields, children } = at.parent;
    if (READS_ALL.test(type) || (type === 'Aggregate' && fields.Strategy !== 'Sorted')) return false;
    if (type === 'Limit' || type === 'Merge Join') return true;
    const isFirstOnly = /Semi|Anti/.test(textField(fields, 'Join Type') ?? '');
    if (type === 'Nested Loop' && isFirstOnly && children[1] === at) return true;
  }
  return false;
}

function filterColumns(node: PlanNode, types: ReadonlyMap<string, string>): string[] {
  const conditions = ['Filter', 'Index Cond', 'Recheck Cond'].flatMap(
    (name) => textField(node.fields, name) ?? [],
  );
  const columns = conditions
    .flatMap(comparisons)
    .filter(({ operator, right }) => operator === '=' && isFixed(right))
    .flatMap(({ left }) => indexedColumn(left, (name) => types.get(name) ?? null) ?? []);
  return [...new Set(columns)];
}

const isStale = ({ parts }: KnownTable) =>
  parts.some(
    ({ estimatedRows, modifiedSinceAnalyze }) =>
      estimatedRows === null ||
      (modifiedSinceAnalyze ?? 0) > Math.max(estimatedRows * STALE_RATIO, FEWEST_ROWS),
  );

function adviceFor(table: KnownTable | null, columns: readonly string[]) {
  if (!table) return null;
  if (isStale(table)) return analyzeAdvice(table);
  // Extended statistics count for the table that they are made on, and not for its chunks or partitions.
  return columns.length >= 2 && table.table?.kind === 'table'
    ? extendedStatisticsAdvice(table, columns)
    : null;
}

function words(plan: QueryPlan, table: KnownTable | null, columns: readonly string[]): string {
  if (table && isStale(table)) return 'Its statistics are old: analyse the table.';
  if (columns.length >= 2)
    return `Several columns are compared (${columns.join(', ')}): the planner takes them for independent, unless statistics say otherwise.`;
  if (plan.nodes.length === 1 || columns.length === 1)
    return 'Analyse the table; where that does not help, raise the statistics target of the column.';
  return 'Analyse the tables below it; expressions and joins on more than one column need extended statistics.';
}
