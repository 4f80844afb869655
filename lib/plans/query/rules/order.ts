import { count } from '@/lib/format/count';
import { readsChunk } from '../chunk-name';
import { nodeWords } from '../node-words';
import type { PlanNode } from '../plan';
import { listField, textField, totalField, totalOrPlannedRows, totalRows } from '../plan-field';
import { isColumnarScan } from '../timescale-nodes';
import { nodeRule, type PlanRule } from './plan-rule';

/** Rows skipped from which on pages by key are felt. Proposed. */
const MOST_SKIPPED = 1_000;
/** How many times more are read than returned. Proposed. */
const SKIP_FACTOR = 10;

export const offsetLarge: PlanRule = nodeRule({
  id: 'plan/offset-large',
  title: 'OFFSET reads rows only to skip them',
  why: 'Each further page costs more than the one before. Asking for the rows after the last key that was seen costs the same on every page.',
  source: 'https://www.postgresql.org/docs/current/queries-limit.html',
  facts: { readRows: 'Rows read below', returnedRows: 'Rows returned' },
  checkNode(node) {
    const [child] = node.children;
    if (node.type !== 'Limit' || !child || child.actualRows === null || node.actualRows === null) return null;
    const skipped = child.actualRows - node.actualRows;
    // A batched child may run ahead. Workers do too, but the Gather above them counts the rows that it gave away.
    if (
      skipped < MOST_SKIPPED ||
      child.actualRows < SKIP_FACTOR * Math.max(1, node.actualRows) ||
      isColumnarScan(child)
    )
      return null;
    return {
      nodes: [node, child],
      severity: 'warning',
      confidence: 'medium',
      title: `${count(Math.round(skipped))} rows were read only to be skipped`,
      detail: `${count(Math.round(node.actualRows))} were returned. Use keyset pagination: WHERE (sort columns) > (the last row seen) ORDER BY … LIMIT ….`,
      facts: { readRows: child.actualRows, returnedRows: node.actualRows },
    };
  },
});

/** Rows that do not match for each one that does, on the way along an index. Proposed. */
const WASTE_FACTOR = 100;

export const limitIndexWrong: PlanRule = nodeRule({
  id: 'plan/limit-index-wrong',
  title: 'LIMIT makes the planner walk along an index',
  why: 'The planner hoped to meet enough matching rows soon in the order that is asked for. They lie elsewhere, so that it walked past many that do not match; an index on the compared columns and then the order finds them at once.',
  source: 'https://www.postgresql.org/docs/current/indexes-ordering.html',
  facts: { removedRows: 'Rows walked past', returnedRows: 'Rows found' },
  checkNode(node) {
    const isOrdered = /^Index (Only )?Scan$/.test(node.type) && textField(node.fields, 'Index Cond') === null;
    const limit = node.parent?.type === 'Limit' || node.parent?.parent?.type === 'Limit';
    const removedRows = totalField(node, 'Rows Removed by Filter');
    const returnedRows = totalRows(node);
    if (
      !isOrdered ||
      !limit ||
      removedRows < MOST_SKIPPED ||
      removedRows < WASTE_FACTOR * Math.max(1, returnedRows)
    )
      return null;
    return {
      nodes: [node],
      severity: 'warning',
      confidence: 'high',
      title: `${nodeWords(node)} walked past ${count(Math.round(removedRows))} rows`,
      detail: `${count(Math.round(returnedRows))} rows matched ${textField(node.fields, 'Filter') ?? 'the filter'}. An index that begins with the compared columns and ends with the order serves both.`,
      facts: { removedRows, returnedRows },
    };
  },
});

export const runConditionMissing: PlanRule = nodeRule({
  id: 'plan/window-numbers-all',
  title: 'Every row is numbered although few are used',
  why: 'From 15 on PostgreSQL stops numbering when a condition such as row_number() <= 10 can no longer hold. Where it cannot see that, it numbers all rows and throws them away afterwards.',
  source: 'https://www.postgresql.org/docs/release/15.0/',
  facts: { removedRows: 'Numbered rows thrown away' },
  checkNode(node) {
    const [window] = node.children;
    const removedRows = totalField(node, 'Rows Removed by Filter');
    if (node.type !== 'Subquery Scan' || window?.type !== 'WindowAgg' || removedRows < MOST_SKIPPED)
      return null;
    if ('Run Condition' in window.fields) return null;
    return {
      nodes: [node, window],
      severity: 'notice',
      confidence: 'medium',
      title: `${count(Math.round(removedRows))} rows were numbered in vain`,
      detail: `${textField(node.fields, 'Filter') ?? 'The condition'} is checked after the window. For the first rows of each group use LATERAL with LIMIT; before 15 also for the first rows of all.`,
      facts: { removedRows },
    };
  },
});

/** Rows for each distinct value from which on jumping beats reading. Proposed. */
const ROWS_PER_VALUE = 100;
const FEWEST_ROWS = 10_000;

export const distinctReadsAll: PlanRule = nodeRule({
  id: 'plan/distinct-reads-all',
  title: 'DISTINCT reads every row for few values',
  why: 'An index could jump from one value to the next. On a hypertable TimescaleDB does so by itself (SkipScan) where an index begins with the columns of DISTINCT; on a plain table a recursive CTE or LATERAL does.',
  source: 'https://docs.tigerdata.com/use-timescale/latest/query-data/skipscan/',
  facts: { readRows: 'Rows read', values: 'Values found' },
  checkNode(node) {
    const [child] = node.children;
    const isDistinct = node.type === 'Unique' || (node.type === 'Aggregate' && isPlainGrouping(node));
    if (!isDistinct || !child || node.actualRows === null || child.actualRows === null) return null;
    const readRows = child.actualRows * Math.max(1, child.loops ?? 1);
    if (
      readRows < FEWEST_ROWS ||
      readRows < ROWS_PER_VALUE * Math.max(1, node.actualRows) ||
      hasSkipScan(node)
    )
      return null;
    const onChunks = someBelow(node, ({ fields }) => readsChunk(fields));
    return {
      nodes: [node],
      severity: onChunks ? 'warning' : 'notice',
      confidence: 'medium',
      title: `${nodeWords(node)} reads ${count(Math.round(readRows))} rows for ${count(Math.round(node.actualRows))} values`,
      detail: onChunks
        ? 'No SkipScan was used. It takes an index that begins with the columns of DISTINCT, in their order; on the columnstore TimescaleDB 2.20 or newer with these columns as segmentby.'
        : 'Take the values from the table that holds each once, or jump along an index with a recursive CTE.',
      facts: { readRows, values: node.actualRows },
    };
  },
});

/** A grouping without an aggregate: what DISTINCT becomes. */
function isPlainGrouping(node: PlanNode): boolean {
  const output = listField(node.fields, 'Output');
  const groups = listField(node.fields, 'Group Key');
  return (
    node.fields['Partial Mode'] !== 'Partial' &&
    groups.length > 0 &&
    output.length > 0 &&
    output.every((name) => groups.includes(name))
  );
}

const hasSkipScan = (node: PlanNode) => someBelow(node, ({ type }) => type === 'SkipScan');

export function someBelow(node: PlanNode, is: (node: PlanNode) => boolean): boolean {
  return node.children.some((child) => is(child) || someBelow(child, is));
}

export const appendUnordered: PlanRule = nodeRule({
  id: 'plan/chunks-sorted',
  title: 'All chunks are read and sorted for the newest rows',
  why: 'With ORDER BY time and LIMIT TimescaleDB reads the newest chunk first and stops there. A sort over all chunks means that it could not: the order is not that of the time column, or there is no index for it.',
  source: 'https://docs.tigerdata.com/use-timescale/latest/query-data/select/',
  facts: { chunks: 'Chunks read', readRows: 'Rows sorted' },
  alsoUnrun: true,
  checkNode(node) {
    const sort = node.type === 'Limit' ? belowGather(node.children[0]) : undefined;
    if (sort?.type !== 'Sort') return null;
    const scan = chunkScans(sort);
    const chunks = scan.reduce((sum, { count: size }) => sum + size, 0);
    if (chunks < 2) return null;
    const [child] = sort.children;
    const readRows = child ? totalOrPlannedRows(child) : 0;
    if (readRows < FEWEST_ROWS) return null;
    return {
      nodes: [sort],
      severity: 'warning',
      confidence: 'medium',
      title: `${count(chunks)} chunks are sorted for a LIMIT`,
      detail: `${count(Math.round(readRows))} rows are read and sorted by ${listField(sort.fields, 'Sort Key').join(', ')}. Order by the time column itself (not by an expression of it, nor with another column before it), or narrow the time.`,
      facts: { chunks, readRows },
    };
  },
});

const belowGather = (node: PlanNode | undefined): PlanNode | undefined =>
  node && /^Gather/.test(node.type) ? belowGather(node.children[0]) : node;

/** The topmost scans of chunks below a node. */
export function chunkScans(node: PlanNode): PlanNode[] {
  return node.children.flatMap((child) =>
    readsChunk(child.fields) || isColumnarScan(child) ? [child] : chunkScans(child),
  );
}
