import type { WirePlanNode } from '@/lib/api/query-plan';

export interface TreeRow {
  readonly node: WirePlanNode;
  readonly hasChildren: boolean;
  readonly isOpen: boolean;
}

/** What a reader has opened and closed, by node. Folded nodes begin closed, all others open. */
export type Toggled = ReadonlySet<number>;

/**
 * The rows of the tree that are in view, parents before their children. Below a folded node stand the sums of what its chunks do
 * while it is closed, and the chunks themselves when it is open.
 */
export function treeRows(nodes: readonly WirePlanNode[], toggled: Toggled): TreeRow[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Set(nodes.flatMap(({ parentId }) => parentId ?? []));
  const isOpen = ({ id, isFolded }: WirePlanNode) => isFolded === toggled.has(id);
  const shown = new Map<number, boolean>();
  return nodes.flatMap((node) => {
    const parent = node.parentId === null ? undefined : byId.get(node.parentId);
    const isShown =
      !parent || ((shown.get(parent.id) ?? false) && isChildShown(node, parent, isOpen(parent)));
    shown.set(node.id, isShown);
    return isShown ? [{ node, hasChildren: parents.has(node.id), isOpen: isOpen(node) }] : [];
  });
}

function isChildShown(node: WirePlanNode, parent: WirePlanNode, isOpen: boolean): boolean {
  return parent.isFolded ? node.isMember === isOpen : isOpen;
}

/** Opens or closes a node. */
export function toggle(toggled: Toggled, id: number): Toggled {
  const next = new Set(toggled);
  if (!next.delete(id)) next.add(id);
  return next;
}
