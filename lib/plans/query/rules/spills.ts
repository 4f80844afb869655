import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { nodeWords } from '../node-words';
import type { PlanNode, QueryPlan } from '../plan';
import { numberField, textField } from '../plan-field';
import { sessionAdvice } from '../remedies';
import { nodeRule, type PlanRule } from './plan-rule';

const KIB = 1024;
const BLOCK_BYTES = 8_192;
/** A spill that takes long on any disk. Proposed. */
const LARGE_BYTES = 100 * 2 ** 20;
/** In memory rows take two to three times what they take on disk. Proposed. */
const MEMORY_FACTOR = 3;
/** More for one node of one session is a matter of the whole server. Proposed. */
const MOST_WORK_MEM_BYTES = 2 ** 30;

/** `work_mem` that holds what was spilled, in whole powers of two; none where that is too much for a session. */
function workMemory(plan: QueryPlan, neededBytes: number) {
  const megabytes = 2 ** Math.ceil(Math.log2(Math.max(1, neededBytes / 2 ** 20)));
  if (megabytes * 2 ** 20 > MOST_WORK_MEM_BYTES || !plan.isAnalyzed) return null;
  return sessionAdvice(
    'work_mem',
    `${megabytes}MB`,
    'Each sort and hash of the session, in each parallel worker, may take that much memory.',
  );
}

const FACTS = { spilledBytes: 'Written to temporary files' };
const SOURCE = 'https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-WORK-MEM';

export const sortOnDisk: PlanRule = nodeRule({
  id: 'plan/sort-on-disk',
  title: 'A sort does not fit into memory',
  why: 'What is larger than work_mem is sorted through temporary files, which is several times slower. An index in the order that is asked for needs no sort at all.',
  source: SOURCE,
  facts: FACTS,
  checkNode(node, plan) {
    if (textField(node.fields, 'Sort Space Type') !== 'Disk') return null;
    const spilledBytes = numberField(node.fields, 'Sort Space Used') * KIB;
    return spilled(node, plan, spilledBytes, `${nodeWords(node)} wrote ${bytes(spilledBytes)} to disk`);
  },
});

function spilled(node: PlanNode, plan: QueryPlan, spilledBytes: number, title: string) {
  const advice = workMemory(plan, spilledBytes * MEMORY_FACTOR);
  return {
    nodes: [node],
    severity: spilledBytes > LARGE_BYTES ? ('warning' as const) : ('notice' as const),
    confidence: 'high' as const,
    title,
    detail: advice
      ? 'It did not fit into work_mem.'
      : 'It did not fit into work_mem, and is too large to give a single session that much: reduce the rows before it, or bring them in order by an index.',
    facts: { spilledBytes },
    ...(advice && { advice }),
  };
}

export const hashBatches: PlanRule = nodeRule({
  id: 'plan/hash-on-disk',
  title: 'A hash table does not fit into memory',
  why: 'The rows of both sides are written to temporary files in batches and read again. More batches than planned mean that the estimate was too low.',
  source: SOURCE,
  facts: {
    batches: 'Batches',
    plannedBatches: 'Batches as planned',
    peakBytes: 'Memory of one batch at its peak',
  },
  checkNode(node, plan) {
    const batches = numberField(node.fields, 'Hash Batches') / node.count;
    if (batches <= 1) return null;
    const plannedBatches = numberField(node.fields, 'Original Hash Batches') / node.count;
    const peakBytes = (numberField(node.fields, 'Peak Memory Usage') / node.count) * KIB;
    const advice = workMemory(plan, peakBytes * batches);
    return {
      nodes: [node],
      severity: batches > plannedBatches ? 'warning' : 'notice',
      confidence: 'high',
      title: `A hash table took ${count(batches)} batches`,
      detail:
        batches > plannedBatches
          ? `${count(plannedBatches)} were planned: more rows came than expected.`
          : 'The planner knew that it does not fit into work_mem times hash_mem_multiplier.',
      facts: { batches, plannedBatches, peakBytes },
      ...(advice && { advice }),
    };
  },
});

export const aggregateOnDisk: PlanRule = nodeRule({
  id: 'plan/aggregate-on-disk',
  title: 'Groups do not fit into memory',
  why: 'Groups beyond work_mem are written to temporary files and aggregated in a second pass.',
  source: SOURCE,
  facts: FACTS,
  checkNode(node, plan) {
    const spilledBytes = numberField(node.fields, 'Disk Usage') * KIB;
    if (
      node.type !== 'Aggregate' ||
      (spilledBytes === 0 && numberField(node.fields, 'HashAgg Batches') <= node.count)
    )
      return null;
    return spilled(node, plan, spilledBytes, `${nodeWords(node)} wrote ${bytes(spilledBytes)} to disk`);
  },
});

export const temporaryFiles: PlanRule = nodeRule({
  id: 'plan/rows-on-disk',
  title: 'Intermediate rows are kept on disk',
  why: 'A CTE, a window or a materialised side that is larger than work_mem is written to temporary files and read from there.',
  source: SOURCE,
  facts: FACTS,
  checkNode(node, plan) {
    const isOther =
      /^(Materialize|CTE Scan|WindowAgg|Function Scan|Recursive Union|WorkTable Scan|Subquery Scan)$/.test(
        node.type,
      );
    const spilledBytes = (node.exclusiveBuffers?.tempWritten ?? 0) * BLOCK_BYTES;
    const isOnDisk = textField(node.fields, 'Storage') === 'Disk';
    if (!isOther || (spilledBytes === 0 && !isOnDisk)) return null;
    const written = Math.max(spilledBytes, isOnDisk ? numberField(node.fields, 'Maximum Storage') * KIB : 0);
    return spilled(node, plan, written, `${nodeWords(node)} keeps ${bytes(written)} on disk`);
  },
});
