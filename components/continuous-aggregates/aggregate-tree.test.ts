import { describe, expect, it } from 'vitest';
import { aggregateTree } from './aggregate-tree';

const node = (hypertableId: number, parentHypertableId: number | null = null) => ({
  hypertableId,
  parentHypertableId,
});

describe('aggregateTree', () => {
  it('puts each aggregate under the one it is built on', () => {
    const tree = aggregateTree([node(3, 2), node(1), node(2, 1), node(9)]);
    expect(tree.map(({ aggregate, depth }) => [aggregate.hypertableId, depth])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
      [9, 0],
    ]);
  });

  it('keeps one whose parent is not visible', () => {
    expect(aggregateTree([node(3, 77)])).toEqual([{ aggregate: node(3, 77), depth: 0 }]);
  });
});
