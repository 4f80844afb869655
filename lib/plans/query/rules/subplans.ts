import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';
import { nodeWords } from '../node-words';
import { numberField, textField } from '../plan-field';
import { nodeRule, type PlanRule } from './plan-rule';

/** Runs from which on a join is faster. Proposed. */
const MOST_LOOPS = 1_000;
const SHORTEST_SECONDS = 0.01;

export const subplanRepeated: PlanRule = nodeRule({
  id: 'plan/subplan-repeated',
  title: 'A subquery is run for every row',
  why: 'A correlated subquery is run anew for each row of the outer one. A join or LATERAL with an aggregate is run once.',
  source: 'https://www.postgresql.org/docs/current/functions-subquery.html',
  facts: { loops: 'Runs', subplanSeconds: 'Time of all runs' },
  checkNode(node) {
    const name = textField(node.fields, 'Subplan Name') ?? '';
    const loops = node.loops ?? 0;
    const seconds = node.seconds ?? 0;
    if (!name.startsWith('SubPlan') || loops <= MOST_LOOPS || seconds < SHORTEST_SECONDS) return null;
    return {
      nodes: [node],
      severity: 'warning',
      confidence: 'high',
      title: `${name} was run ${count(loops)} times`,
      detail: `Together that took ${duration(seconds)}. Write it as a join to a grouped subquery, or as LATERAL.`,
      facts: { loops, subplanSeconds: seconds },
    };
  },
});

/** The inner side from which on a scan for each row hurts. Proposed. */
const FEWEST_INNER_ROWS = 1_000;

export const notInSubplan: PlanRule = nodeRule({
  id: 'plan/not-in-subquery',
  title: 'NOT IN with a subquery',
  why: 'NOT IN cannot become an anti-join because of NULL. Hashed it is bearable; where the subquery is larger than work_mem it is run or scanned for each row, which may take for ever. NOT EXISTS is an anti-join.',
  source: 'https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_NOT_IN',
  facts: { innerRows: 'Rows of the subquery' },
  alsoUnrun: true,
  checkNode(node) {
    const filter = textField(node.fields, 'Filter') ?? '';
    const isHashed = /NOT \(hashed SubPlan|NOT \((ANY|ALL) .*hashed SubPlan/.test(filter);
    const isPlain = !isHashed && /NOT \(SubPlan|NOT \((ANY|ALL) .*\(SubPlan/.test(filter);
    if (!isHashed && !isPlain) return null;
    const subplan = node.children.find(({ fields }) =>
      textField(fields, 'Subplan Name')?.startsWith('SubPlan'),
    );
    const innerRows = subplan ? (subplan.actualRows ?? subplan.plannedRows) : null;
    const isCostly = isPlain && (innerRows ?? 0) > FEWEST_INNER_ROWS;
    return {
      nodes: [node],
      severity: isCostly ? 'critical' : isPlain ? 'warning' : 'notice',
      confidence: 'high',
      title: `${nodeWords(node)} uses NOT IN with a subquery${isPlain ? ', not hashed' : ''}`,
      detail: `${filter}: write NOT EXISTS, which also says what is meant where the subquery holds NULL.`,
      facts: { innerRows },
    };
  },
});

/** How many times more rows a CTE makes than are used. Proposed. */
const CTE_WASTE = 10;
const FEWEST_CTE_ROWS = 10_000;

export const cteUnused: PlanRule = nodeRule({
  id: 'plan/cte-materialized',
  title: 'A CTE makes many rows that nobody uses',
  why: 'A CTE that is referred to twice, or is MATERIALIZED, is computed in full: conditions on it do not reach into it. NOT MATERIALIZED lets the planner look through.',
  source: 'https://www.postgresql.org/docs/current/queries-with.html',
  facts: {
    madeRows: 'Rows of the CTE',
    usedRows: 'Rows used of them by this scan',
    removedRows: 'Rows thrown away by this scan',
  },
  checkNode(node) {
    if (node.type !== 'CTE Scan') return null;
    const used = node.actualRows ?? 0;
    const removed = numberField(node.fields, 'Rows Removed by Filter');
    if (used + removed < FEWEST_CTE_ROWS || used * CTE_WASTE >= used + removed) return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: 'medium',
      title: `${nodeWords(node)} uses ${percent(used / (used + removed))} of the rows of its CTE`,
      detail: `${count(Math.round(removed))} rows were made and thrown away by ${textField(node.fields, 'Filter') ?? 'its filter'}. Put the condition into the CTE, or say NOT MATERIALIZED.`,
      facts: { madeRows: used + removed, usedRows: used, removedRows: removed },
    };
  },
});
