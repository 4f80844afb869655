import { describe, expect, it } from 'vitest';
import { chunkColumns } from '@/components/charts/chunk-map/chunk-columns';
import { shownChunks } from './chunk-filter';

const chunks = chunkColumns({
  count: 4,
  start: [30, 0, 10, 20],
  end: [40, 10, 20, 30],
  state: (i) => (i === 2 ? 'partial' : 'column'),
  diskBytes: () => 1,
  beforeBytes: () => 1,
  isPartitioned: false,
});
const all = { view: null, measure: 'disk', states: [], pinned: null } as const;

describe('shownChunks', () => {
  it('names chunks by their place in the answer', () => {
    expect(shownChunks(chunks, all).map(({ index }) => index)).toEqual([1, 2, 3, 0]);
  });

  it('keeps to the view, and the pin goes before it; a chunk that only touches the edge is out', () => {
    expect(shownChunks(chunks, { ...all, view: { from: 10, to: 25 } }).map(({ index }) => index)).toEqual([
      2, 3,
    ]);
    const pinned = { ...all, view: { from: 10, to: 25 }, pinned: { from: 30, to: 40 } };
    expect(shownChunks(chunks, pinned).map(({ index }) => index)).toEqual([0]);
  });

  it('keeps to the chosen states', () => {
    expect(shownChunks(chunks, { ...all, states: ['partial'] }).map(({ index }) => index)).toEqual([2]);
  });
});
