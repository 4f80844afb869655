import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { nodeWords } from '../node-words';
import type { PlanNode } from '../plan';
import { textField, totalField, totalOrPlannedRows } from '../plan-field';
import { factorOf, misestimate, NOTICE_FACTOR } from './estimates';
import { nodeRule, type PlanRule } from './plan-rule';

const SOURCE = 'https://www.postgresql.org/docs/current/planner-optimizer.html';

/** Loops, and a share of the time, from which on another join would be faster. Proposed. */
const MOST_LOOPS = 1_000;
const LOOPS_RATIO = 0.4;
const SHORTEST_SECONDS = 0.01;

export const nestedLoopLarge: PlanRule = nodeRule({
  id: 'plan/nested-loop-large',
  title: 'The inner side of a join is run again and again',
  why: 'A nested loop is right for few rows. For thousands of loops a hash join reads the inner side once; the planner takes it when it knows how many rows come.',
  source: SOURCE,
  facts: { loops: 'Runs of the inner side', innerSeconds: 'Time of the inner side' },
  checkNode(node, plan) {
    const [outer, inner] = node.children;
    const total = plan.root.seconds ?? 0;
    if (node.type !== 'Nested Loop' || !outer || !inner || total < SHORTEST_SECONDS) return null;
    const innerSeconds = inner.seconds ?? 0;
    const loops = inner.loops ?? 0;
    if (loops <= MOST_LOOPS || innerSeconds <= LOOPS_RATIO * total) return null;
    const ratio = misestimate(outer);
    const isSurprise = ratio !== null && ratio < 1 && factorOf(ratio) > NOTICE_FACTOR;
    return {
      nodes: [node, inner],
      severity: 'warning',
      confidence: isSurprise ? 'high' : 'medium',
      title: `${nodeWords(inner)} was run ${count(loops)} times`,
      detail: `Together that took ${duration(innerSeconds)}. ${isSurprise ? `The planner expected ${count(Math.round(outer.plannedRows))} rows from the outer side: mend that estimate first.` : 'Look at whether the inner side has the index that it needs, or whether fewer rows can come from the outer side.'}`,
      facts: { loops, innerSeconds },
    };
  },
});

/** Pairs that were formed in vain. Proposed. */
const MOST_PAIRS = 100_000;

export const joinFilterLarge: PlanRule = nodeRule({
  id: 'plan/join-filter-large',
  title: 'Pairs of rows are formed only to be thrown away',
  why: 'The condition of the join is neither an equality that can be hashed nor served by an index, so that every pair is tried.',
  source: SOURCE,
  facts: { removedRows: 'Pairs thrown away' },
  checkNode(node) {
    const removedRows = totalField(node, 'Rows Removed by Join Filter');
    if (removedRows <= MOST_PAIRS) return null;
    return {
      nodes: [node],
      severity: 'warning',
      confidence: 'high',
      title: `${nodeWords(node)} tried ${count(Math.round(removedRows))} pairs in vain`,
      detail: `${textField(node.fields, 'Join Filter') ?? 'Its condition'} is checked for every pair. Join on an equality, or give the inner side an index for the condition.`,
      facts: { removedRows },
    };
  },
});

/** Pairs from which on they are hardly meant. Proposed. */
const CARTESIAN_ROWS = 10_000;

export const joinCartesian: PlanRule = nodeRule({
  id: 'plan/join-cartesian',
  title: 'Two inputs are joined without a condition',
  why: 'Every row is paired with every other one. Mostly a condition was forgotten.',
  source: 'https://www.postgresql.org/docs/current/queries-table-expressions.html',
  facts: { rows: 'Pairs' },
  alsoUnrun: true,
  checkNode(node) {
    const [outer, inner] = node.children;
    if (node.type !== 'Nested Loop' || !outer || !inner || textField(node.fields, 'Join Filter') !== null)
      return null;
    const rowsOf = (side: PlanNode) => side.actualRows ?? side.plannedRows;
    const rows = totalOrPlannedRows(node);
    if (rowsOf(outer) <= 1 || rowsOf(inner) <= 1 || rows < CARTESIAN_ROWS || takesParameter(inner))
      return null;
    return {
      nodes: [node],
      severity: 'warning',
      confidence: 'medium',
      title: `${nodeWords(node)} pairs every row with every other`,
      detail: `${count(Math.round(rows))} pairs of ${nodeWords(outer)} and ${nodeWords(inner)}.`,
      facts: { rows },
    };
  },
});

const CONDITIONS = [
  'Index Cond',
  'Recheck Cond',
  'Filter',
  'TID Cond',
  'Cache Key',
  'Function Call',
  'Join Filter',
  'Hash Cond',
];

/** Whether a condition anywhere below names another table, or that cannot be excluded. */
function takesParameter(node: PlanNode): boolean {
  const alias = textField(node.fields, 'Alias');
  const text = CONDITIONS.flatMap((name) => textField(node.fields, name) ?? []).join(' ');
  const others = [...text.matchAll(/("(?:[^"]|"")+"|[a-zA-Z_]\w*)\.("(?:[^"]|"")+"|[a-zA-Z_])/g)].map(
    ([, name = '']) => name.replaceAll('"', ''),
  );
  return (
    others.some((name) => name !== alias && node.count === 1) ||
    (node.count > 1 && others.length > 0) ||
    'Cache Key' in node.fields ||
    node.children.some(takesParameter)
  );
}
