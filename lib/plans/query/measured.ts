import type { Buffers, PlanFields, PlanNode } from './plan';
import { numberField, textField } from './plan-field';

/** A node while its plan is being measured. */
interface Measuring extends PlanNode {
  readonly parent: Measuring | null;
  readonly children: Measuring[];
  seconds: number | null;
  exclusiveSeconds: number | null;
  exclusiveCost: number;
  exclusiveBuffers: Buffers | null;
  leastPlannedRows: number;
}

/** A node that ran inside others: mostly its parent alone. */
interface Charge {
  readonly from: Measuring;
  readonly payers: readonly Measuring[];
}

/** What puts the rows of its branches one after another; the sides of a join or a set operation mean different things. */
export const TAKES_PARTS = /Append$|^ModifyTable$/;

/** Deeper than any planner makes them; a text that is made to be deep must not end this process. */
const MOST_DEPTH = 1_000;

/**
 * The tree of a plan with what each node took by itself; null when it is too deep. EXPLAIN's times are averages of a loop and of
 * a process: they are multiplied by the loops and divided by the processes. Times, costs and buffers hold those of the nodes
 * below, which are taken off; a CTE runs inside the scans that read it and an InitPlan inside the node that needs its value first,
 * so they are taken off there and not where EXPLAIN draws them.
 */
export function measuredTree(plan: PlanFields): PlanNode | null {
  const root = built(plan, null, 1);
  if (!root) return null;
  const all = withDescendants(root);
  const charged = new Map<Measuring, Charge[]>();
  for (const from of all) {
    const charge = { from, payers: payersOf(from, all) };
    for (const payer of charge.payers) listAt(charged, payer).push(charge);
  }
  for (const node of all) takeOff(node, charged.get(node) ?? []);
  return root;
}

/** The list of a key, begun where there is none. */
export function listAt<Key, Item>(lists: Map<Key, Item[]>, key: Key): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function built(fields: PlanFields, parent: Measuring | null, processes: number): Measuring | null {
  const depth = parent ? parent.depth + 1 : 0;
  if (depth > MOST_DEPTH) return null;
  const { Plans, ...own } = fields;
  const isAnalyzed = 'Actual Loops' in own;
  const loops = isAnalyzed ? numberField(own, 'Actual Loops') : null;
  const node: Measuring = {
    id: 0,
    parent,
    depth,
    type: textField(own, 'Custom Plan Provider') ?? textField(own, 'Node Type') ?? 'Unknown node',
    fields: own,
    children: [],
    count: 1,
    executedCount: loops === null ? null : Math.min(1, loops),
    members: [],
    plannedRows: numberField(own, 'Plan Rows'),
    leastPlannedRows: 0,
    actualRows: isAnalyzed ? numberField(own, 'Actual Rows') : null,
    loops,
    seconds: secondsOf(own, loops, processes),
    exclusiveSeconds: null,
    cost: numberField(own, 'Total Cost'),
    exclusiveCost: 0,
    buffers: 'Shared Hit Blocks' in own || 'Shared Read Blocks' in own ? buffersOf(own) : null,
    exclusiveBuffers: null,
  };
  for (const child of Array.isArray(Plans) ? (Plans as PlanFields[]) : []) {
    const below = built(child, node, processesOf(node, child, processes));
    if (!below) return null;
    node.children.push(below);
  }
  if (parent?.type === 'VectorAgg') node.seconds = heldSeconds(node);
  node.leastPlannedRows = leastPlannedRows(node);
  return node;
}

/** What is above chunks or partitions is in proportion to what is below it. */
function leastPlannedRows({ type, plannedRows, children }: Measuring): number {
  const inputs = children.filter(({ fields }) => textField(fields, 'Subplan Name') === null);
  const sum = (of: (node: Measuring) => number) => inputs.reduce((total, node) => total + of(node), 0);
  const ratio = (least: number, planned: number) => (planned > 0 ? least / planned : 1);
  if (TAKES_PARTS.test(type))
    return (
      plannedRows *
      ratio(
        sum(leastOfPart),
        sum((node) => node.plannedRows),
      )
    );
  return inputs.reduce((rows, input) => rows * ratio(input.leastPlannedRows, input.plannedRows), plannedRows);
}

/** The one row that a part is expected to have may stand for none. */
export const leastOfPart = ({
  plannedRows,
  leastPlannedRows: least,
}: Pick<PlanNode, 'plannedRows' | 'leastPlannedRows'>): number => (plannedRows <= 1 ? 0 : least);

/** A VectorAgg takes batches from the scan itself, whose clock then stands still while what is below it runs. */
function heldSeconds({ seconds, children }: Measuring): number | null {
  const below = children.reduce((sum, child) => sum + (child.seconds ?? 0), 0);
  return seconds === null ? null : Math.max(seconds, below);
}

/** Null without ANALYZE, and with TIMING off. */
function secondsOf(fields: PlanFields, loops: number | null, processes: number): number | null {
  if (loops === null || (loops > 0 && !('Actual Total Time' in fields))) return null;
  return (numberField(fields, 'Actual Total Time') * loops) / processes / 1000;
}

/** Below a Gather every process counts its own loop of the topmost node, the leader too where it took part. */
function processesOf(node: PlanNode, child: PlanFields, processes: number): number {
  if (child['Parent Relationship'] === 'InitPlan') return 1;
  if (node.type !== 'Gather' && node.type !== 'Gather Merge') return processes;
  return Math.max(1, numberField(child, 'Actual Loops') / Math.max(1, node.loops ?? 1));
}

function withDescendants(node: Measuring): Measuring[] {
  const all: Measuring[] = [];
  const open = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    all.push(next);
    open.push(...[...next.children].reverse());
  }
  return all;
}

function payersOf(node: Measuring, all: readonly Measuring[]): readonly Measuring[] {
  const name = textField(node.fields, 'Subplan Name') ?? '';
  const readers = name.startsWith('CTE ')
    ? scansOf(name.slice('CTE '.length), all)
    : name.startsWith('InitPlan')
      ? firstReader(node, name)
      : [];
  if (readers.length > 0) return readers;
  return node.parent ? [node.parent] : [];
}

const scansOf = (name: string, all: readonly Measuring[]) =>
  all.filter(({ type, fields }) => type === 'CTE Scan' && fields['CTE Name'] === name);

/** `InitPlan 1 (returns $0)` until 16, read as `$0`; from 17 `InitPlan 1`, read as `(InitPlan 1).col1`. */
function firstReader(initPlan: Measuring, name: string): Measuring[] {
  const parameters = [...(/\(returns (.+)\)/.exec(name)?.[1]?.matchAll(/\$\d+/g) ?? [])].map(
    ([word]) => word,
  );
  const words = parameters.length > 0 ? parameters : [`(${name}).`];
  const mention = new RegExp(words.map((word) => `${word.replace(/[$().]/g, '\\$&')}(?!\\d)`).join('|'));
  const reader = initPlan.parent
    ? withDescendants(initPlan.parent).find(
        (node) =>
          !isWithin(node, initPlan) &&
          (node.seconds ?? 0) >= (initPlan.seconds ?? 0) &&
          Object.entries(node.fields).some(
            ([field, value]) => field !== 'Subplan Name' && mention.test(String(value)),
          ),
      )
    : undefined;
  return reader ? [reader] : [];
}

function isWithin(node: Measuring, above: Measuring): boolean {
  for (let at: Measuring | null = node; at; at = at.parent) if (at === above) return true;
  return false;
}

function takeOff(node: Measuring, charges: readonly Charge[]): void {
  const left = (own: number, of: (from: Measuring) => number) =>
    Math.max(
      0,
      charges.reduce((rest, { from, payers }) => rest - of(from) * shareOf(node, payers, of), own),
    );
  node.exclusiveSeconds = node.seconds === null ? null : left(node.seconds, ({ seconds }) => seconds ?? 0);
  node.exclusiveCost = left(node.cost, ({ cost }) => cost);
  const { buffers } = node;
  if (!buffers) return;
  node.exclusiveBuffers = eachBuffer((name) => left(buffers[name], (from) => from.buffers?.[name] ?? 0));
}

/** Several scans of one CTE share what it took in the proportion of their own. */
function shareOf(node: Measuring, payers: readonly Measuring[], of: (from: Measuring) => number): number {
  if (payers.length === 1) return 1;
  const sum = payers.reduce((total, payer) => total + of(payer), 0);
  return sum > 0 ? of(node) / sum : 1 / payers.length;
}

const FIELDS = {
  sharedHit: 'Shared Hit Blocks',
  sharedRead: 'Shared Read Blocks',
  sharedDirtied: 'Shared Dirtied Blocks',
  sharedWritten: 'Shared Written Blocks',
  localHit: 'Local Hit Blocks',
  localRead: 'Local Read Blocks',
  tempRead: 'Temp Read Blocks',
  tempWritten: 'Temp Written Blocks',
} as const satisfies Record<keyof Buffers, string>;

const buffersOf = (fields: PlanFields) => eachBuffer((name) => numberField(fields, FIELDS[name]));

/** A count of each kind of block. */
export function eachBuffer(count: (name: keyof Buffers) => number): Buffers {
  const names = Object.keys(FIELDS) as (keyof Buffers)[];
  return Object.fromEntries(names.map((name) => [name, count(name)])) as unknown as Buffers;
}
