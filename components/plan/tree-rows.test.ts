import { describe, expect, it } from 'vitest';
import type { WirePlanNode } from '@/lib/api/query-plan';
import { parameterCount, pastedKind } from './pasted-kind';
import { toggle, treeRows } from './tree-rows';

const node = (id: number, parentId: number | null, over: Partial<WirePlanNode> = {}): WirePlanNode => ({
  id,
  parentId,
  depth: 0,
  kind: 'Append',
  title: 'Append',
  words: null,
  isMember: false,
  isFolded: false,
  count: 1,
  executedCount: null,
  rowUnit: 'rows',
  plannedRows: 1,
  actualRows: null,
  misestimate: null,
  loops: null,
  seconds: null,
  exclusiveSeconds: null,
  cost: 1,
  exclusiveCost: 1,
  hitBlocks: null,
  readBlocks: null,
  tempBlocks: null,
  memberSeconds: null,
  memberRows: null,
  details: [],
  ...over,
});
/** An append of three chunks folded into one, each with a scan of its batches below. */
const NODES = [
  node(0, null),
  node(1, 0, { isFolded: true, count: 2 }),
  node(10, 1, { isMember: true }),
  node(12, 10, { isMember: true }),
  node(11, 1, { isMember: true }),
  node(2, 1, { count: 2 }),
  node(3, 0),
];
const ids = (toggled: ReadonlySet<number>) => treeRows(NODES, toggled).map(({ node: { id } }) => id);

describe('the rows of the tree', () => {
  it('show sums while a folded node is closed, and its chunks when it is open', () => {
    expect(ids(new Set())).toEqual([0, 1, 2, 3]);
    expect(ids(toggle(new Set(), 1))).toEqual([0, 1, 10, 12, 11, 3]);
    expect(ids(toggle(toggle(new Set(), 1), 10))).toEqual([0, 1, 10, 11, 3]);
    expect(ids(toggle(toggle(new Set(), 1), 1))).toEqual([0, 1, 2, 3]);
  });

  it('hide all below a node that is closed', () => {
    expect(ids(new Set([0]))).toEqual([0]);
    expect(treeRows(NODES, new Set([0]))[0]).toMatchObject({ hasChildren: true, isOpen: false });
  });
});

describe('what was pasted', () => {
  it('is told apart by its look', () => {
    expect(pastedKind(' \n')).toBe('empty');
    expect(pastedKind('[\n  {\n    "Plan": {')).toBe('plan');
    expect(pastedKind(' Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)')).toBe('plan');
    expect(pastedKind('SELECT \'{"a": 1}\' FROM t WHERE cost = 1')).toBe('sql');
  });

  it('has as many parameters as its greatest one says', () => {
    expect(parameterCount(`SELECT $2, '$9', "$8" -- $7\n FROM t WHERE a = $1`)).toBe(2);
    expect(parameterCount('SELECT 1')).toBe(0);
  });
});
