import { describe, expect, it } from 'vitest';
import { session } from '@/lib/rules/testing/server-rows';
import { blockingRows } from './blocking-rows';

const tree = (...rows: Parameters<typeof session>[0][]) =>
  blockingRows(rows.map((row) => session(row))).map(({ pid, depth, behind }) => [pid, depth, behind]);

describe('who is in whose way', () => {
  it('is nobody where nobody waits', () => {
    expect(tree({ pid: 1 }, { pid: 2 })).toEqual([]);
  });

  it('hangs each session behind the one that it waits for', () => {
    const rows = [
      { pid: 1 },
      { pid: 2, blockedBy: [1] },
      { pid: 3, blockedBy: [2, 1] },
      { pid: 4, blockedBy: [1] },
    ];
    expect(tree(...rows)).toEqual([
      [1, 0, 3],
      [2, 1, 1],
      [3, 2, 0],
      [4, 1, 0],
    ]);
  });

  it('knows prepared transactions, processes that are gone, and circles', () => {
    expect(tree({ pid: 2, blockedBy: [0] })).toEqual([
      [0, 0, 1],
      [2, 1, 0],
    ]);
    expect(tree({ pid: 2, blockedBy: [77] })[0]).toEqual([77, 0, 1]);
    expect(tree({ pid: 2, blockedBy: [3] }, { pid: 3, blockedBy: [2] })).toHaveLength(2);
  });
});
