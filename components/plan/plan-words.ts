import type { QueryPlanAnswer, WirePlanNode } from '@/lib/api/query-plan';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { times } from '@/lib/format/ratio';

/** How the plan came about, for the reader to weigh it. */
export const HOW_WORDS: Record<QueryPlanAnswer['how'], string> = {
  pasted: 'Pasted.',
  plain: 'Planned, not run: times and actual rows are not known.',
  generic: 'Planned for any value of its parameters, not run.',
  values: 'Planned for the values that were given, not run.',
  'sample-values':
    'Planned for sample values, not run: without values every chunk or partition would be left out.',
  analyzed: 'Run once, read-only, and rolled back.',
};

/** The share of the whole that a node takes by itself: of the time or, when it was not run, of the cost. */
export function shareOf(node: WirePlanNode, answer: QueryPlanAnswer): number {
  const total = answer.totalSeconds ?? 0;
  if (answer.isAnalyzed && total > 0) return Math.min(1, (node.exclusiveSeconds ?? 0) / total);
  const cost = answer.nodes[0]?.cost ?? 0;
  return cost > 0 ? Math.min(1, node.exclusiveCost / cost) : 0;
}

/** Beyond this estimates are worth a word, as https://github.com/dalibo/pev2 has it. */
const WRONG_FACTOR = 10;

/** `24× more than expected`; null where the estimate was right enough. */
export function misestimateWords({ misestimate }: WirePlanNode): string | null {
  if (misestimate === null) return null;
  const factor = misestimate < 1 ? 1 / misestimate : misestimate;
  return factor <= WRONG_FACTOR
    ? null
    : `${times(factor)} ${misestimate < 1 ? 'more' : 'fewer'} than expected`;
}

/** Rows that came, or that are expected when it was not run. */
export function rowsWords({ actualRows, plannedRows, rowUnit, loops }: WirePlanNode): string {
  if (loops === 0) return 'never executed';
  const rows = Math.round(actualRows ?? plannedRows);
  const unit = rowUnit === 'batches' ? counted(rows, 'batch', 'batches') : counted(rows, 'row');
  return actualRows === null ? `${unit} expected` : unit;
}

export function summaryOf(answer: QueryPlanAnswer): string {
  const found =
    answer.findings.length === 0 ? 'Nothing was found' : counted(answer.findings.length, 'finding');
  const time = answer.executionSeconds ?? answer.totalSeconds;
  const ran = time === null ? '' : ` in a plan of ${duration(time)}`;
  const folded = answer.nodes.filter(({ isMember }) => !isMember).length;
  const nodes =
    folded === answer.nodeCount
      ? counted(folded, 'node')
      : `${count(answer.nodeCount)} nodes, folded to ${count(folded)}`;
  return `${found}${ran}, ${nodes}.`;
}
