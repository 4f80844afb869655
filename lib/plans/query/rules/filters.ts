import { count, counted } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { readsBatches, readsChunk } from '../chunk-name';
import { filterIndexAdvice, type ScannedRows } from '../filter-index';
import { nodeWords } from '../node-words';
import type { PlanNode, QueryPlan } from '../plan';
import { numberField, textField, totalField, totalOrPlannedRows, totalRows } from '../plan-field';
import { sizeRead } from '../table-of-node';
import { isColumnarScan } from '../timescale-nodes';
import { isStoppedEarly } from './estimates';
import { nodeRule, type PlanContext, type PlanFinding, type PlanRule } from './plan-rule';

/** https://github.com/dalibo/pev2 marks a filter from half of the rows on, and above nine in ten. */
const NOTICE_RATIO = 0.5;
const WARNING_RATIO = 0.9;
/** Fewer rows are thrown away in no time. Proposed. */
const FEWEST_REMOVED = 1_000;
/** From here on an index beats reading a table: 10,000 rows, or some 10 MB. Proposed. */
const LARGE_TABLE_ROWS = 10_000;
const LARGE_TABLE_BLOCKS = 1_280;
const BLOCK_BYTES = 8_192;
/** Of the whole, below which nothing is gained. Proposed. */
const FEWEST_SHARE = 0.1;
/** Rows that an index found in vain for each one that counts. Proposed. */
const INDEX_WASTE = 10;

interface Filtered {
  readonly removed: number;
  readonly returned: number;
  readonly ratio: number;
}

/** What a filter threw away, over all loops; null where it was little. */
export function filtered(node: PlanNode): Filtered | null {
  const removed = totalField(node, 'Rows Removed by Filter');
  const returned = totalRows(node);
  return removed < FEWEST_REMOVED ? null : { removed, returned, ratio: removed / (removed + returned) };
}

const factsOf = ({ removed, returned, ratio }: Filtered) => ({
  removedRows: removed,
  returnedRows: returned,
  removedRatio: ratio,
});

const FACTS = {
  removedRows: 'Rows thrown away, over all loops',
  returnedRows: 'Rows kept, over all loops',
  removedRatio: 'Share thrown away',
};

export const seqScanSelective: PlanRule = nodeRule({
  id: 'plan/seq-scan-selective',
  title: 'A whole table is read for few rows',
  why: 'Every row is read and nearly every one thrown away. An index that begins with the compared columns would find the few directly.',
  source: 'https://www.postgresql.org/docs/current/indexes-intro.html',
  facts: {
    ...FACTS,
    expectedRows: 'Rows that the planner expects to keep',
    tableRows: 'Rows that it reads, as of the last ANALYZE',
  },
  alsoUnrun: true,
  checkNode(node, plan, context) {
    if (node.type !== 'Seq Scan' || readsBatches(node.fields)) return null;
    if (shareOf(node, plan) <= FEWEST_SHARE && !isOneRunOfMany(node)) return null;
    const waste = node.loops === null ? expectedWaste(node, context) : countedWaste(node);
    if (!waste) return null;
    const { rows, ...words } = waste;
    const advice = filterIndexAdvice(node, rows, context);
    return { nodes: [node], severity: 'warning', ...words, ...(advice && { advice }) };
  },
});

interface Waste extends Pick<PlanFinding, 'confidence' | 'title' | 'detail' | 'facts'> {
  readonly rows: ScannedRows;
}

function countedWaste(node: PlanNode): Waste | null {
  const found = filtered(node);
  if (!found || found.ratio <= WARNING_RATIO || !isLarge(node, found)) return null;
  const runs = Math.max(1, node.loops ?? 1);
  return {
    confidence: 'medium',
    title: `${nodeWords(node)} throws ${percent(found.ratio)} of its rows away`,
    detail: `${count(Math.round(found.removed))} rows were read in vain, ${count(Math.round(found.returned))} kept by ${textField(node.fields, 'Filter') ?? 'its filter'}.`,
    facts: factsOf(found),
    rows: { read: (found.removed + found.returned) / runs, kept: found.returned / runs },
  };
}

/** Of a plan that was not run: what the planner expects to keep, held against the rows of the table. */
function expectedWaste(node: PlanNode, { snapshot }: PlanContext): Waste | null {
  const filter = textField(node.fields, 'Filter');
  const size = filter === null ? null : sizeRead(node, snapshot);
  const expectedRows = node.plannedRows * processesPlanned(node);
  if (!size || expectedRows >= (1 - WARNING_RATIO) * size.rows) return null;
  const limit = above(node, ({ type }) => type === 'Limit');
  if (isStoppedEarly(node) && (limit?.plannedRows ?? 0) < expectedRows) return null;
  if (size.rows <= LARGE_TABLE_ROWS && size.bytes <= LARGE_TABLE_BLOCKS * BLOCK_BYTES) return null;
  return {
    confidence: 'low',
    title: `${nodeWords(node)} reads ${counted(Math.round(size.rows), 'row')} for about ${count(Math.round(expectedRows))}`,
    detail: `That many the planner expects ${filter} to keep, by the statistics of the table. The statement was not run.`,
    facts: { expectedRows, tableRows: size.rows },
    rows: { read: size.rows, kept: expectedRows },
  };
}

/** The planner divides the rows of a parallel scan by its workers and by what it thinks the leader has time for (get_parallel_divisor in costsize.c). */
function processesPlanned(node: PlanNode): number {
  if (node.fields['Parallel Aware'] !== true) return 1;
  const gather = above(node, ({ type }) => type.startsWith('Gather'));
  const workers = gather ? numberField(gather.fields, 'Workers Planned') : 0;
  return workers + Math.max(0, 1 - 0.3 * workers);
}

/** The cost of a SubPlan is that of one run; how often it runs is not known before. */
const isOneRunOfMany = (node: PlanNode): boolean =>
  node.loops === null && isSubPlan(above(node, isSubPlan) ?? node);

const isSubPlan = ({ fields }: PlanNode) => textField(fields, 'Subplan Name')?.startsWith('SubPlan') ?? false;

function above(node: PlanNode, is: (node: PlanNode) => boolean): PlanNode | null {
  let at = node.parent;
  while (at && !is(at)) at = at.parent;
  return at;
}

const isLarge = ({ buffers }: PlanNode, { removed, returned }: Filtered) =>
  removed + returned > LARGE_TABLE_ROWS ||
  (buffers !== null && buffers.sharedHit + buffers.sharedRead > LARGE_TABLE_BLOCKS);

/** Of the time or, where no time was taken, of the cost. */
export function shareOf(node: PlanNode, plan: QueryPlan): number {
  return plan.root.seconds !== null && plan.root.seconds > 0
    ? (node.exclusiveSeconds ?? 0) / plan.root.seconds
    : node.exclusiveCost / Math.max(plan.root.cost, Number.MIN_VALUE);
}

export const indexScanFilters: PlanRule = nodeRule({
  id: 'plan/index-scan-filters',
  title: 'An index finds many rows that do not count',
  why: 'The index knows only a part of the condition, so that each row it finds is fetched and most are thrown away. An index on all compared columns, or a partial one, finds only those that count.',
  source: 'https://www.postgresql.org/docs/current/indexes-multicolumn.html',
  facts: FACTS,
  checkNode(node) {
    const found = filtered(node);
    const isIndexed =
      node.type === 'Index Scan' || node.type === 'Bitmap Heap Scan' || node.type === 'Index Only Scan';
    if (!isIndexed || !found || found.removed <= INDEX_WASTE * found.returned || isUnderLimit(node))
      return null;
    return {
      nodes: [node],
      severity: 'warning',
      confidence: 'medium',
      title: `${nodeWords(node)} throws ${percent(found.ratio)} of what it finds away`,
      detail: `${count(Math.round(found.removed))} rows were fetched in vain because of ${textField(node.fields, 'Filter') ?? 'the filter'}. Extend the index by these columns, after those that it finds by, or make it partial.`,
      facts: factsOf(found),
    };
  },
});

/** `plan/limit-index-wrong` tells that story. */
export const isUnderLimit = (node: PlanNode) =>
  node.parent?.type === 'Limit' && textField(node.fields, 'Index Cond') === null;

export const filterRemovesMost: PlanRule = nodeRule({
  id: 'plan/filter-removes-most',
  title: 'A filter throws most rows away',
  why: 'The rows were computed before they were thrown away. The earlier a condition holds, the less is done in vain.',
  source: 'https://www.postgresql.org/docs/current/using-explain.html',
  facts: FACTS,
  checkNode(node) {
    const found = filtered(node);
    const isScan =
      /^(Seq Scan|Index Scan|Index Only Scan|Bitmap Heap Scan)$/.test(node.type) || isColumnarScan(node);
    if (!found || isScan || found.ratio <= NOTICE_RATIO) return null;
    return {
      nodes: [node],
      severity: found.ratio > WARNING_RATIO ? 'warning' : 'notice',
      confidence: 'high',
      title: `${nodeWords(node)} throws ${percent(found.ratio)} of its rows away`,
      detail: `${count(Math.round(found.removed))} rows were made in vain; ${textField(node.fields, 'Filter') ?? 'its filter'} kept ${count(Math.round(found.returned))}. Move the condition into what it reads from.`,
      facts: factsOf(found),
    };
  },
});

export const indexConditionMissing: PlanRule = nodeRule({
  id: 'plan/index-condition-missing',
  title: 'A whole index is read without need',
  why: 'The index is neither asked for a value nor read for its order. Reading the table would be cheaper.',
  source: 'https://www.postgresql.org/docs/current/indexes-types.html',
  facts: { returnedRows: 'Rows read, over all loops' },
  alsoUnrun: true,
  checkNode(node) {
    if (node.type !== 'Index Scan' || textField(node.fields, 'Index Cond') !== null || isOrderOfUse(node))
      return null;
    const rows = totalOrPlannedRows(node);
    if (rows < LARGE_TABLE_ROWS || readsChunk(node.fields)) return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: 'low',
      title: `${nodeWords(node)} reads all of the index`,
      detail: `${count(Math.round(rows))} rows were fetched one by one in the order of the index, and nothing above needs that order. Look for enable_seqscan = off, or for a random_page_cost that is too low.`,
      facts: { returnedRows: rows },
    };
  },
});

const ORDERED =
  /^(Limit|Merge Join|Merge Append|Unique|Group|Aggregate|WindowAgg|Incremental Sort|Gather Merge|ChunkAppend|SkipScan|SetOp|Result)$/;

/** Whether something above may take rows in the order of the index; the result itself may be asked for in it. */
function isOrderOfUse(node: PlanNode): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (ORDERED.test(at.type) && at.fields.Strategy !== 'Hashed' && at.fields.Strategy !== 'Plain')
      return true;
    if (/^(Sort|Hash|Hash Join)$/.test(at.type) || (at.type === 'Aggregate' && at.parent === null))
      return false;
  }
  return true;
}
