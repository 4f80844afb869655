import type { QueryPlanAnswer } from '@/lib/api/query-plan';
import type { Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { AppError } from '@/lib/errors';
import type { Explained } from '@/lib/explain/explain';
import { readsBatches } from '@/lib/plans/query/chunk-name';
import { nodeKind, nodeWords } from '@/lib/plans/query/node-words';
import type { PlanFields, PlanNode, QueryPlan } from '@/lib/plans/query/plan';
import { AVERAGED_FIELDS } from '@/lib/plans/query/plan-field';
import { type JudgedFinding, planFindings, unjudgedRules } from '@/lib/plans/query/plan-findings';
import { readPlan } from '@/lib/plans/query/read-plan';
import { misestimate } from '@/lib/plans/query/rules/estimates';
import { timescaleWords } from '@/lib/plans/query/timescale-nodes';
import type { KeyedFinding } from '@/lib/rules/judge';
import type { DatabaseView } from './database-view';

/** A plan that was pasted; `view` is the database that it comes from, if any. Throws `bad-request` for what is no plan. */
export function pastedPlan(text: string, view: DatabaseView | null): QueryPlanAnswer {
  return {
    ...answerOf(text, view),
    databaseId: view?.target.id ?? null,
    how: 'pasted',
    samples: [],
    raw: null,
  };
}

/** The plan of a statement that was explained on the database itself. */
export function explainedPlan({ kind, samples, document }: Explained, view: DatabaseView): QueryPlanAnswer {
  const raw = JSON.stringify(document, null, 2);
  return { ...answerOf(raw, view), databaseId: view.target.id, how: kind, samples: [...samples], raw };
}

function answerOf(text: string, view: DatabaseView | null) {
  const plan = readPlan(text);
  if ('notAPlan' in plan) throw new AppError('bad-request', plan.notAPlan, plan.hint);
  const snapshot = view?.snapshot ?? null;
  const findings = planFindings(plan, { snapshot, server: snapshot?.server ?? null });
  return {
    format: plan.format,
    nodeCount: plan.nodeCount,
    isAnalyzed: plan.isAnalyzed,
    hasBuffers: plan.root.buffers !== null,
    planningSeconds: plan.planningSeconds,
    executionSeconds: plan.executionSeconds,
    totalSeconds: plan.root.seconds,
    nodes: wireNodes(plan).map((node) => ({ ...node, title: named(node.title, snapshot) })),
    unjudgedRules: unjudgedRules(plan),
    findings: findings.map((finding) => wireFinding(finding, view?.judgement?.findings ?? [], snapshot)),
  };
}

/** `9 chunks of _hyper_7` with the name that people know the hypertable by, where the database is known. */
function named(title: string, snapshot: Snapshot | null): string {
  return title.replace(/\bof _hyper_(\d+)\b(?!_)/, (found, id: string) => {
    const hypertable = artifactRows(snapshot, 'hypertables')?.find((one) => String(one.hypertableId) === id);
    return hypertable ? `of ${hypertable.schema}.${hypertable.name}` : found;
  });
}

/** The folded tree in the order in which it is drawn, each folded node with its members after it and before its own children. */
function wireNodes(plan: QueryPlan): QueryPlanAnswer['nodes'] {
  const nodes: QueryPlanAnswer['nodes'] = [];
  let lastId = Math.max(...plan.nodes.flatMap((node) => [node.id, ...node.members.map(({ id }) => id)]));
  const addMember = (member: PlanNode, id: number, parentId: number, depth: number) => {
    nodes.push({ ...wireNode(member, depth), id, parentId, isMember: true });
    for (const child of member.children) addMember(child, ++lastId, id, depth + 1);
  };
  for (const node of plan.nodes) {
    nodes.push({ ...wireNode(node, node.depth), id: node.id, parentId: node.parent?.id ?? null });
    for (const member of node.members) addMember(member, member.id, node.id, node.depth + 1);
  }
  return nodes;
}

function wireNode(node: PlanNode, depth: number): QueryPlanAnswer['nodes'][number] {
  const loops = Math.max(1, node.loops ?? 1);
  const own = node.exclusiveBuffers;
  return {
    id: node.id,
    parentId: null,
    depth,
    kind: nodeKind(node),
    title: nodeWords(node),
    words: timescaleWords(node),
    isMember: false,
    isFolded: node.members.length > 0,
    count: node.count,
    executedCount: node.executedCount,
    rowUnit: readsBatches(node.fields) ? 'batches' : 'rows',
    plannedRows: node.plannedRows * loops,
    actualRows: node.actualRows === null ? null : node.actualRows * (node.loops ?? 0),
    misestimate: misestimate(node),
    loops: node.loops,
    seconds: node.seconds,
    exclusiveSeconds: node.exclusiveSeconds,
    cost: node.cost,
    exclusiveCost: node.exclusiveCost,
    hitBlocks: own && own.sharedHit + own.localHit,
    readBlocks: own && own.sharedRead + own.localRead,
    tempBlocks: own && own.tempRead + own.tempWritten,
    memberSeconds: rangeOf(node.members.flatMap(({ seconds }) => seconds ?? [])),
    memberRows: rangeOf(
      node.members.flatMap(({ actualRows, loops: runs }) =>
        actualRows === null ? [] : actualRows * (runs ?? 0),
      ),
    ),
    details: detailsOf(node.fields),
  };
}

const rangeOf = (values: readonly number[]) =>
  values.length === 0
    ? null
    : {
        least: values.reduce((least, value) => Math.min(least, value)),
        most: values.reduce((most, value) => Math.max(most, value)),
      };

/** Shown elsewhere, or of no use to a reader. */
const SHOWN =
  /^(Node Type|Custom Plan Provider|Parent Relationship|Relation Name|Index Name|Parallel Aware|Async Capable|Actual .*|Plan Rows|Startup Cost|Total Cost|Workers|Target Tables|Disabled)$/;

function detailsOf(fields: PlanFields): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (
      SHOWN.test(name) ||
      value === 0 ||
      value === false ||
      value === null ||
      value === '' ||
      value === 'Simple'
    )
      return [];
    const label = AVERAGED_FIELDS.has(name) ? `${name} (a loop)` : name;
    return [[label, textOf(value, unitOf(name))]];
  });
}

/** EXPLAIN's own units, which its JSON leaves out. */
function unitOf(name: string): string {
  if (/Time$/.test(name)) return ' ms';
  return /(Usage|Space Used|Maximum Storage)$/.test(name) ? ' kB' : '';
}

function textOf(value: unknown, unit = ''): string {
  if (typeof value === 'number') return `${Number(value.toFixed(3))}${unit}`;
  if (Array.isArray(value)) return value.map((one) => textOf(one)).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function wireFinding(
  finding: JudgedFinding,
  open: readonly KeyedFinding[],
  snapshot: Snapshot | null,
): QueryPlanAnswer['findings'][number] {
  const { rule, nodes, severity, confidence, title, detail, facts, advice, related } = finding;
  const onTable = ({ subject }: KeyedFinding) => JSON.stringify(subject) === JSON.stringify(related?.subject);
  return {
    rule: rule.id,
    nodeIds: nodes.map(({ id }) => id),
    severity,
    confidence,
    title: named(title, snapshot),
    detail,
    why: rule.why,
    source: rule.source,
    facts: Object.entries(facts).map(([name, value]) => ({ name, label: rule.facts[name] ?? name, value })),
    advice: advice ?? null,
    related: open
      .filter((one) => related?.rules.includes(one.rule) && onTable(one))
      .map(({ key, rule: id, title: words, severity: weight }) => ({
        key,
        rule: id,
        title: words,
        severity: weight,
      })),
  };
}
