import { folded } from './folded';
import { measuredTree } from './measured';
import { plainText } from './plain-text';
import type { PlanFields, PlanNode, PlanTrigger, QueryPlan } from './plan';
import { numberField, textField } from './plan-field';
import { planOfJson } from './plan-json';
import { planOfText } from './plan-text';

/** Why a text is no plan, and what to paste instead. */
export interface NotAPlan {
  readonly notAPlan: string;
  readonly hint: string;
}

const HINT =
  'Paste what EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) or EXPLAIN (ANALYZE, BUFFERS) answers, as psql, a client or the log of auto_explain shows it.';

/** Reads a plan of PostgreSQL 13 to 18 in JSON or text, measures it and folds its chunks. */
export function readPlan(pasted: string): QueryPlan | NotAPlan {
  // Most are JSON as the server wrote it: then there is nothing to take off.
  const asWritten = /^\s*[[{]/.test(pasted) ? planOfJson(pasted) : null;
  if (asWritten) return queryPlan(asWritten, 'json');
  const text = plainText(pasted);
  if (text.trim() === '') return { notAPlan: 'There is no text to read', hint: HINT };
  const looksLikeJson = /^\s*[[{]/.test(text);
  const document = looksLikeJson ? planOfJson(text) : planOfText(text);
  if (document) return queryPlan(document, looksLikeJson ? 'json' : 'text');
  return { notAPlan: whyNot(text, looksLikeJson), hint: HINT };
}

function whyNot(text: string, looksLikeJson: boolean): string {
  if (looksLikeJson) return 'This JSON holds no plan, or its end is missing';
  if (/^\s*<\?xml|^\s*<explain/i.test(text)) return 'This is a plan in XML, which is not read';
  if (/^\s*-?\s*Plan:\s*$/m.test(text)) return 'This is a plan in YAML, which is not read';
  if (/^\s*(with|select|insert|update|delete|merge)\b/i.test(text))
    return 'This is a statement, not its plan';
  return 'No line of this text is a node of a plan with its cost';
}

/** A document of EXPLAIN (FORMAT JSON): `{ Plan, "Planning Time", … }`. */
export function queryPlan(document: PlanFields, format: QueryPlan['format']): QueryPlan | NotAPlan {
  const tree = measuredTree(document.Plan as PlanFields);
  if (!tree) return { notAPlan: 'This plan is nested deeper than any planner makes it', hint: HINT };
  const root = folded(tree);
  const nodes = numbered(root);
  return {
    format,
    root: nodes[0] ?? root,
    nodes,
    nodeCount: size(tree),
    isAnalyzed: tree.loops !== null,
    planningSeconds: milliseconds(document, 'Planning Time'),
    executionSeconds: milliseconds(document, 'Execution Time'),
    jit: jitOf(document),
    triggers: triggersOf(document),
    settings: settingsOf(document.Settings),
  };
}

/** Gives every node its number: the folded tree first, from its root down, then what was folded away. */
function numbered(root: PlanNode): PlanNode[] {
  const nodes: (PlanNode & { id: number })[] = [];
  const take = (node: PlanNode & { id: number; depth: number }, depth: number) => {
    node.id = nodes.length;
    node.depth = depth;
    nodes.push(node);
    for (const child of node.children) take(child, depth + 1);
  };
  take(root, 0);
  const shown = [...nodes];
  for (const node of shown) for (const member of node.members) take(member, node.depth + 1);
  return shown;
}

const size = (node: PlanNode): number => node.children.reduce((sum, child) => sum + size(child), 1);

const milliseconds = (fields: PlanFields, name: string) =>
  name in fields ? numberField(fields, name) / 1000 : null;

function jitOf({ JIT }: PlanFields): QueryPlan['jit'] {
  if (typeof JIT !== 'object' || JIT === null) return null;
  const fields = JIT as PlanFields;
  const timing = (fields.Timing ?? {}) as PlanFields;
  return { functions: numberField(fields, 'Functions'), seconds: numberField(timing, 'Total') / 1000 };
}

function triggersOf({ Triggers }: PlanFields): PlanTrigger[] {
  if (!Array.isArray(Triggers)) return [];
  return (Triggers as PlanFields[]).map((trigger) => ({
    name: textField(trigger, 'Constraint Name') ?? textField(trigger, 'Trigger Name') ?? 'trigger',
    relation: textField(trigger, 'Relation'),
    isConstraint: textField(trigger, 'Constraint Name') !== null,
    seconds: numberField(trigger, 'Time') / 1000,
    calls: numberField(trigger, 'Calls'),
  }));
}

const settingsOf = (settings: unknown): Record<string, string> =>
  typeof settings === 'object' && settings !== null
    ? Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]))
    : {};
