import { parentTable } from './chunk-name';
import { eachBuffer, leastOfPart, listAt, TAKES_PARTS } from './measured';
import type { Buffers, PlanFields, PlanNode } from './plan';
import { AVERAGED_FIELDS, numberField, textField } from './plan-field';

/** Two are already a repetition; one is none. */
const FEWEST_ALIKE = 2;

/**
 * Siblings that read chunks or partitions of one table in the same way become one node with their sums, and so do the nodes
 * below them, one by one. A hypertable of a thousand chunks is then as readable as a table.
 */
export function folded(node: PlanNode, parent: PlanNode | null = null): PlanNode {
  const groups = new Map<string, PlanNode[]>();
  node.children.forEach((child, at) => {
    const isPart = TAKES_PARTS.test(node.type) && textField(child.fields, 'Subplan Name') === null;
    const table = isPart ? tableOf(child) : null;
    const key = table === null ? `only:${at}` : `${table}:${shape(child)}`;
    listAt(groups, key).push(child);
  });
  const copy = { ...node, parent, children: [] as PlanNode[] };
  for (const group of groups.values())
    for (const child of group.length < FEWEST_ALIKE
      ? group.map((one) => folded(one, copy))
      : [merged(group, copy, true)])
      copy.children.push(child);
  return copy;
}

/** The nodes that one stands for, also where it lies within a folded branch; itself where nothing was folded. */
export function partsOf(node: PlanNode): readonly PlanNode[] {
  if (node.members.length > 0) return node.members;
  const { parent } = node;
  if (node.count === 1 || !parent) return [node];
  const at = parent.children.indexOf(node);
  return partsOf(parent).flatMap(({ children }) => children[at] ?? []);
}

/** The table whose chunk or partition a branch reads first. */
function tableOf(node: PlanNode): string | null {
  for (let at: PlanNode | undefined = node; at; at = at.children[0]) {
    const table = parentTable(at.fields);
    if (table !== null) return table;
    if (at.children.length !== 1) return null;
  }
  return null;
}

const WAYS = ['Strategy', 'Partial Mode', 'Scan Direction'];

/** Equal for branches that do the same. Conditions are left aside: chunks at the ends of a range have one more. */
function shape(node: PlanNode): string {
  const index = textField(node.fields, 'Index Name')?.replace(/_?\d+/g, '') ?? '';
  const ways = WAYS.map((name) => textField(node.fields, name) ?? '').join('/');
  return `${node.type}/${index}/${ways}(${node.children.map(shape).join(',')})`;
}

function merged(group: readonly PlanNode[], parent: PlanNode | null, isTop: boolean): PlanNode {
  const [first] = group;
  if (!first) throw new RangeError('nothing to merge');
  const executed = group.filter(({ loops }) => loops !== 0);
  // Of what never ran nothing can be said about the estimate.
  const estimated = executed.length > 0 ? executed : group;
  const loops = first.loops === null ? null : Math.max(...group.map((one) => one.loops ?? 0));
  const perLoop = (of: (node: PlanNode) => number) =>
    loops === null
      ? group.reduce((sum, node) => sum + of(node), 0)
      : group.reduce((sum, node) => sum + of(node) * (node.loops ?? 0), 0) / Math.max(1, loops);
  const fields = mergedFields(group, perLoop);
  const node = {
    ...first,
    parent,
    fields,
    count: group.length,
    executedCount: loops === null ? null : executed.length,
    members: isTop ? group : [],
    plannedRows: estimated.reduce((sum, one) => sum + one.plannedRows, 0),
    leastPlannedRows: estimated.reduce((sum, one) => sum + leastOfPart(one), 0),
    actualRows: loops === null ? null : perLoop((one) => one.actualRows ?? 0),
    loops,
    seconds: summed(group, ({ seconds }) => seconds),
    exclusiveSeconds: summed(group, ({ exclusiveSeconds }) => exclusiveSeconds),
    cost: group.reduce((sum, { cost }) => sum + cost, 0),
    exclusiveCost: group.reduce((sum, { exclusiveCost }) => sum + exclusiveCost, 0),
    buffers: mergedBuffers(group.map(({ buffers }) => buffers)),
    exclusiveBuffers: mergedBuffers(group.map(({ exclusiveBuffers }) => exclusiveBuffers)),
    children: [] as PlanNode[],
  };
  first.children.forEach((_child, at) => {
    node.children.push(
      merged(
        group.flatMap(({ children }) => children[at] ?? []),
        node,
        false,
      ),
    );
  });
  return node;
}

/** Not to be added up: they are equal, or the first one speaks for all. */
const KEPT: ReadonlySet<string> = new Set(['Plan Width', 'Workers Planned', 'Workers Launched']);

function mergedFields(
  group: readonly PlanNode[],
  perLoop: (of: (node: PlanNode) => number) => number,
): PlanFields {
  const merged: Record<string, unknown> = {};
  for (const { fields } of group)
    for (const [name, value] of Object.entries(fields)) {
      if (name in merged) continue;
      if (typeof value !== 'number' || KEPT.has(name)) merged[name] = value;
      else if (AVERAGED_FIELDS.has(name)) merged[name] = perLoop((node) => numberField(node.fields, name));
      else merged[name] = group.reduce((sum, node) => sum + numberField(node.fields, name), 0);
    }
  return merged;
}

function summed(group: readonly PlanNode[], of: (node: PlanNode) => number | null): number | null {
  const values = group.map(of);
  return values.every((value) => value === null)
    ? null
    : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function mergedBuffers(all: readonly (Buffers | null)[]): Buffers | null {
  const known = all.filter((buffers) => buffers !== null);
  return known.length === 0
    ? null
    : eachBuffer((name) => known.reduce((sum, buffers) => sum + buffers[name], 0));
}
