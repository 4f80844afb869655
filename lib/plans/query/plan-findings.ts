import type { Severity } from '@/lib/rules/rule';
import type { QueryPlan } from './plan';
import { aggregateRealtime, chunkExclusionAbsent, partitionsAll } from './rules/chunks';
import {
  aggregateNotVectorized,
  batchesUnfiltered,
  chunksPartial,
  dmlDecompresses,
  filterNotVectorized,
} from './rules/columnstore';
import { rowsMisestimated } from './rules/estimates';
import {
  fullPageImages,
  jitDear,
  memoizeUseless,
  nodeDisabled,
  parallelUseless,
  planningSlow,
  rowsWide,
  triggersSlow,
  workersMissing,
} from './rules/execution';
import { castOnColumn, functionOnColumn, leadingWildcard, orCondition } from './rules/expressions';
import {
  filterRemovesMost,
  indexConditionMissing,
  indexScanFilters,
  seqScanSelective,
} from './rules/filters';
import { joinCartesian, joinFilterLarge, nestedLoopLarge } from './rules/joins';
import {
  appendUnordered,
  distinctReadsAll,
  limitIndexWrong,
  offsetLarge,
  runConditionMissing,
} from './rules/order';
import type { PlanContext, PlanFinding, PlanRule } from './rules/plan-rule';
import { bitmapLossy, blocksPerRow, cacheMisses, heapFetches, indexRecheck } from './rules/reads';
import { aggregateOnDisk, hashBatches, sortOnDisk, temporaryFiles } from './rules/spills';
import { cteUnused, notInSubplan, subplanRepeated } from './rules/subplans';
import { nodeHot } from './rules/time';

/** Every rule on plans. */
export const PLAN_RULES: readonly PlanRule[] = [
  rowsMisestimated,
  seqScanSelective,
  indexScanFilters,
  filterRemovesMost,
  indexConditionMissing,
  functionOnColumn,
  castOnColumn,
  leadingWildcard,
  orCondition,
  sortOnDisk,
  hashBatches,
  aggregateOnDisk,
  temporaryFiles,
  bitmapLossy,
  indexRecheck,
  heapFetches,
  blocksPerRow,
  cacheMisses,
  nestedLoopLarge,
  joinFilterLarge,
  joinCartesian,
  subplanRepeated,
  notInSubplan,
  cteUnused,
  offsetLarge,
  limitIndexWrong,
  runConditionMissing,
  distinctReadsAll,
  appendUnordered,
  partitionsAll,
  chunkExclusionAbsent,
  aggregateRealtime,
  batchesUnfiltered,
  filterNotVectorized,
  aggregateNotVectorized,
  chunksPartial,
  dmlDecompresses,
  jitDear,
  planningSlow,
  triggersSlow,
  workersMissing,
  parallelUseless,
  nodeDisabled,
  rowsWide,
  memoizeUseless,
  fullPageImages,
  nodeHot,
];

export interface JudgedFinding extends PlanFinding {
  readonly rule: PlanRule;
}

const WEIGHT: Readonly<Record<Severity, number>> = { critical: 2, warning: 1, notice: 0 };

/** What all rules find in a plan, the worst first; of one severity where the most time passes. */
export function planFindings(plan: QueryPlan, context: PlanContext): JudgedFinding[] {
  const weight = ({ severity, nodes }: PlanFinding) =>
    WEIGHT[severity] + timeShare(nodes[0]?.exclusiveSeconds ?? 0, plan);
  return PLAN_RULES.flatMap((rule) =>
    rule.check(plan, context).map((finding) => ({ ...finding, rule })),
  ).sort((left, right) => weight(right) - weight(left));
}

/** How many rules look at what running counts, where the plan was not run. */
export const unjudgedRules = ({ isAnalyzed }: QueryPlan): number =>
  isAnalyzed ? 0 : PLAN_RULES.filter(({ alsoUnrun }) => !alsoUnrun).length;

/** Below 1, so that it orders within a severity only. */
const timeShare = (seconds: number, { root }: QueryPlan) =>
  root.seconds ? Math.min(0.99, seconds / root.seconds) : 0;
