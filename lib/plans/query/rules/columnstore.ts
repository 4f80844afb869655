import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { readsBatches } from '../chunk-name';
import { nodeWords } from '../node-words';
import type { PlanNode } from '../plan';
import { numberField, textField, totalField, totalOrPlannedRows, totalRows } from '../plan-field';
import { tableOfNode } from '../table-of-node';
import { isColumnarScan, ROWS_PER_BATCH } from '../timescale-nodes';
import { nodeRule, type PlanContext, type PlanRule } from './plan-rule';

/** Rows decompressed in vain from which on it is felt, and their share. Proposed. */
const FEWEST_ROWS = 10_000;
const REMOVED_RATIO = 0.9;

const relatedTo = (node: PlanNode, { snapshot }: PlanContext, rules: readonly string[]) => {
  const table = tableOfNode(node, snapshot);
  return table ? { related: { rules, subject: [table.schema, table.name] } } : {};
};

const batchScan = (node: PlanNode) =>
  node.children.flatMap((child) => [child, ...child.children]).find(({ fields }) => readsBatches(fields));

/** Conditions on values of segmentby or on the least and greatest values of batches leave batches out unread. */
const leavesBatchesOut = (scan: PlanNode) =>
  textField(scan.fields, 'Index Cond') !== null || textField(scan.fields, 'Filter') !== null;

export const batchesUnfiltered: PlanRule = nodeRule({
  id: 'plan/batches-decompressed-in-vain',
  title: 'Batches are decompressed to find few rows',
  why: 'Batches can only be left out by columns of segmentby, of orderby or with a sparse index. A condition on any other column is checked after each batch was decompressed.',
  source: 'https://docs.tigerdata.com/use-timescale/latest/hypercore/secondary-indexes/',
  facts: {
    removedRows: 'Rows decompressed in vain',
    returnedRows: 'Rows kept',
    emptyBatches: 'Batches in which none matched',
  },
  checkNode(node, _plan, context) {
    const scan = isColumnarScan(node) ? batchScan(node) : undefined;
    if (!scan) return null;
    const removedRows = totalField(node, 'Rows Removed by Filter');
    const returnedRows = totalRows(node);
    if (removedRows < FEWEST_ROWS || removedRows / (removedRows + returnedRows) <= REMOVED_RATIO) return null;
    const filter =
      textField(node.fields, 'Vectorized Filter') ?? textField(node.fields, 'Filter') ?? 'the filter';
    return {
      nodes: [node],
      severity: 'warning',
      confidence: leavesBatchesOut(scan) ? 'medium' : 'high',
      title: `${nodeWords(node)} decompressed ${count(Math.round(removedRows))} rows in vain`,
      detail: `${count(Math.round(returnedRows))} rows passed ${filter}.${leavesBatchesOut(scan) ? '' : ' No batch was left out before.'} Where such queries are common, add the column to segmentby or orderby${sparse(context)}; the compression lab measures what each would save.`,
      facts: {
        removedRows,
        returnedRows,
        emptyBatches: totalField(node, 'Batches Removed by Filter') || null,
      },
      ...relatedTo(node, context, [
        'columnstore/segmentby-missing',
        'columnstore/segmentby-high-cardinality',
      ]),
    };
  },
});

/** TimescaleDB 2.18 aggregates groups of compressed columns; 2.20 has sparse indexes of any column. */
const GROUPED_VECTOR_AGG = 2_018_000;
const SPARSE_INDEXES = 2_020_000;

/** Bloom filters and least and greatest values of single columns came with 2.20 and 2.14. */
function sparse({ server }: PlanContext): string {
  const timescale = server?.timescale;
  return timescale && timescale.versionNumber < SPARSE_INDEXES
    ? ''
    : ', or give it a sparse index (bloom or minmax, TimescaleDB 2.20 or newer)';
}

export const filterNotVectorized: PlanRule = nodeRule({
  id: 'plan/filter-row-by-row',
  title: 'A filter is checked row by row on the columnstore',
  why: 'Comparisons with constants of simple types are checked for a whole batch at once. Others make a row of each value first, which is many times slower.',
  source: 'https://docs.tigerdata.com/use-timescale/latest/hypercore/',
  facts: { removedRows: 'Rows thrown away', returnedRows: 'Rows kept' },
  checkNode(node) {
    const filter = textField(node.fields, 'Filter');
    const removedRows = totalField(node, 'Rows Removed by Filter');
    const returnedRows = totalRows(node);
    if (!isColumnarScan(node) || filter === null || removedRows + returnedRows < FEWEST_ROWS) return null;
    // Before 2.12 nothing said how the filter was checked.
    if (!('Bulk Decompression' in node.fields)) return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: 'medium',
      title: `${nodeWords(node)} checks its filter row by row`,
      detail: `${filter} is not vectorised${node.fields['Bulk Decompression'] === false ? ', and batches are not decompressed at once either' : ''}. Compare the column itself with a constant of its own type, without a function or cast around it.`,
      facts: { removedRows, returnedRows },
    };
  },
});

export const aggregateNotVectorized: PlanRule = nodeRule({
  id: 'plan/aggregate-row-by-row',
  title: 'An aggregate over the columnstore takes row by row',
  why: 'From 2.15 on TimescaleDB aggregates compressed columns directly (VectorAgg) for common aggregates, and from 2.18 and 2.19 with groups. Other aggregates, groups or filters make rows of all values first.',
  source: 'https://github.com/timescale/timescaledb/blob/main/CHANGELOG.md',
  facts: { rows: 'Rows that were made' },
  alsoUnrun: true,
  checkNode(node, _plan, { server }) {
    const [scan] = node.children;
    const rows = scan ? totalOrPlannedRows(scan) : 0;
    if (node.type !== 'Aggregate' || !scan || !isColumnarScan(scan) || rows < FEWEST_ROWS) return null;
    const timescale = server?.timescale;
    const isKnown =
      scan.type === 'ColumnarScan' || (timescale && timescale.versionNumber >= GROUPED_VECTOR_AGG);
    if (!isKnown) return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: 'medium',
      title: `${nodeWords(node)} makes rows of ${count(Math.round(rows))} values`,
      detail:
        'VectorAgg was not used. It takes sum, count, min, max, avg and the like of columns, grouped by columns; a filter that is not vectorised, an expression or DISTINCT keeps it from being used.',
      facts: { rows },
    };
  },
});

/** Proposed: a share of the chunks from which on it is no longer the newest one alone. */
const PARTIAL_CHUNKS = 2;

export const chunksPartial: PlanRule = nodeRule({
  id: 'plan/chunks-partial',
  title: 'Chunks are read from both the row store and the columnstore',
  why: 'Rows that came late lie beside the batches of their chunk. Such chunks are read twice, and neither in order nor from metadata alone.',
  source: 'https://docs.tigerdata.com/use-timescale/latest/hypercore/modify-data-in-hypercore/',
  facts: { chunks: 'Chunks in both' },
  alsoUnrun: true,
  checkNode(node, _plan, context) {
    if (!/Append$/.test(node.type) || /Append$/.test(node.parent?.type ?? '')) return null;
    const halves = scansBelow(node);
    const columns = new Set(halves.filter(isColumnarScan).flatMap(relations));
    const both = new Set(
      halves
        .filter((scan) => !isColumnarScan(scan))
        .flatMap(relations)
        .filter((name) => columns.has(name)),
    );
    const [scan] = halves;
    if (both.size < PARTIAL_CHUNKS || !scan) return null;
    return {
      nodes: halves.filter((half) => relations(half).some((name) => both.has(name))),
      severity: 'notice',
      confidence: 'high',
      title: `${count(both.size)} chunks are read from row store and columnstore`,
      detail:
        'Convert them again, so that the late rows go into batches, or let the columnstore policy wait until rows no longer come.',
      facts: { chunks: both.size },
      ...relatedTo(scan, context, ['columnstore/chunks-partial', 'columnstore/chunks-unordered']),
    };
  },
});

const scansBelow = (node: PlanNode): PlanNode[] =>
  node.children.flatMap((child) =>
    textField(child.fields, 'Relation Name') !== null && !/Append$/.test(child.type)
      ? [child]
      : scansBelow(child),
  );

/** The chunks that a node stands for. */
function relations(node: PlanNode): string[] {
  if (node.count === 1 || node.members.length === 0) {
    const top = foldedAbove(node);
    if (!top) return [textField(node.fields, 'Relation Name') ?? ''];
    return top.members.flatMap((member) =>
      scansBelow({ ...member, children: [member] }).map(
        ({ fields }) => textField(fields, 'Relation Name') ?? '',
      ),
    );
  }
  return node.members.map(({ fields }) => textField(fields, 'Relation Name') ?? '');
}

const foldedAbove = (node: PlanNode): PlanNode | null =>
  node.count === 1 ? null : node.members.length > 0 ? node : node.parent && foldedAbove(node.parent);

/** `timescaledb.max_tuples_decompressed_per_dml_transaction`: more rows end the transaction. */
const DML_LIMIT_ROWS = 100_000;
/** Rows decompressed for each one changed. Proposed. */
const DML_WASTE = 100;
const DML_FEWEST_ROWS = 10_000;

export const dmlDecompresses: PlanRule = nodeRule({
  id: 'plan/change-decompresses',
  title: 'A change of few rows decompresses many',
  why: 'Updates and deletes in the columnstore decompress every batch that may hold such a row. Beyond timescaledb.max_tuples_decompressed_per_dml_transaction they fail; conditions on segmentby and time keep the batches few.',
  source: 'https://docs.tigerdata.com/use-timescale/latest/hypercore/modify-data-in-hypercore/',
  facts: { decompressedRows: 'Rows decompressed', batches: 'Batches decompressed' },
  checkNode(node, _plan, context) {
    if (node.type !== 'ModifyHypertable' && node.type !== 'HypertableModify') return null;
    const decompressedRows = numberField(node.fields, 'Tuples decompressed');
    const changed = Math.max(
      1,
      ...node.children.flatMap(({ children: [source] }) => (source ? totalRows(source) : [])),
    );
    const isMany = decompressedRows > DML_LIMIT_ROWS;
    if (!isMany && (decompressedRows < DML_FEWEST_ROWS || decompressedRows <= DML_WASTE * changed))
      return null;
    return {
      nodes: [node],
      severity: 'warning',
      confidence: 'high',
      title: `${count(decompressedRows)} rows were decompressed for the change`,
      detail: `${count(numberField(node.fields, 'Batches decompressed'))} batches, about ${count(Math.round(decompressedRows / ROWS_PER_BATCH))} full ones. Name the segmentby column and a narrow time in the condition, or change the rows before they are converted. ${isMany ? `That is above the limit of ${count(DML_LIMIT_ROWS)} rows, unless it was raised.` : `${percent(changed / decompressedRows)} of them were changed.`}`,
      facts: { decompressedRows, batches: numberField(node.fields, 'Batches decompressed') },
      ...relatedTo(node.children[0] ?? node, context, ['columnstore/segmentby-missing']),
    };
  },
});
