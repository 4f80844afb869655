import type { Snapshot } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import type { Finding } from '@/lib/rules/rule';
import type { PlanNode, QueryPlan } from '../plan';

/** What is known beside the plan. A pasted plan may be of any server: then nothing is. */
export interface PlanContext {
  readonly server: ServerFacts | null;
  readonly snapshot: Snapshot | null;
}

/** One thing wrong with one plan, as a finding of the database without its subject: that is the nodes. */
export interface PlanFinding extends Omit<Finding, 'subject'> {
  /** Where it shows; empty for what concerns the plan as a whole. */
  readonly nodes: readonly PlanNode[];
  /** Rules of the database whose findings on this table say more, such as its advice on chunks. */
  readonly related?: { readonly rules: readonly string[]; readonly subject: readonly string[] };
}

export interface PlanRule {
  /** `plan/<noun of the bad state>`, for ever. */
  readonly id: `plan/${string}`;
  readonly title: string;
  /** Why to care, three sentences at most. */
  readonly why: string;
  readonly source: `https://${string}`;
  readonly facts: Readonly<Record<string, string>>;
  /** It judges a plan that was not run as well; all others look at what running counts. */
  readonly alsoUnrun?: true;
  /** Pure. */
  check(plan: QueryPlan, context: PlanContext): readonly PlanFinding[];
}

/** A rule that looks at one node after the other. */
export function nodeRule(
  rule: Omit<PlanRule, 'check'> & {
    checkNode(node: PlanNode, plan: QueryPlan, context: PlanContext): PlanFinding | null;
  },
): PlanRule {
  const { checkNode, ...rest } = rule;
  return {
    ...rest,
    check: (plan, context) => plan.nodes.flatMap((node) => checkNode(node, plan, context) ?? []),
  };
}
