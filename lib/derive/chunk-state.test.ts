import { describe, expect, it } from 'vitest';
import { chunk, compressedChunk } from '@/lib/rules/testing/hypertable-rows';
import { chunkState } from './chunk-state';

const marks = { presentUnits: 1_000, columnstoreAfterUnits: 100 };
const between = (rangeStartUnits: number, rangeEndUnits: number) => chunk({ rangeStartUnits, rangeEndUnits });

describe('the state of a chunk', () => {
  it.each([
    ['tiered', compressedChunk({ isTiered: true, isFrozen: true })],
    ['frozen', compressedChunk({ isFrozen: true, isPartial: true })],
    ['partial', compressedChunk({ isPartial: true, isUnordered: true })],
    ['unordered', compressedChunk({ isUnordered: true })],
    ['column', compressedChunk()],
    ['row', between(900, 1_000)],
    ['future', between(1_001, 1_100)],
    ['overdue', between(700, 899)],
  ])('is %s', (state, row) => {
    expect(chunkState(row, marks)).toBe(state);
  });

  it('is not overdue at the threshold, without a policy, or when the present is not known', () => {
    expect(chunkState(between(800, 900), marks)).toBe('row');
    expect(chunkState(between(700, 800), { ...marks, columnstoreAfterUnits: null })).toBe('row');
    expect(chunkState(between(700, 800), { ...marks, presentUnits: null })).toBe('row');
  });

  it('takes an open range for neither future nor overdue', () => {
    expect(chunkState(chunk({ rangeStartUnits: null, rangeEndUnits: null }), marks)).toBe('row');
  });
});
