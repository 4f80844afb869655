import { describe, expect, it } from 'vitest';
import { column } from '@/lib/rules/testing/rows';
import type { FilterShape } from './filter-shapes';
import { keyColumns } from './key-columns';

const device = column();
const plain = (name: string, over: Partial<ReturnType<typeof column>> = {}) =>
  column({ name, position: 9, leadsIndex: false, type: 'text', distinctValues: 50, ...over });
const asked = (...equals: string[]): FilterShape => ({
  equals,
  byTime: true,
  origin: 'statements',
  calls: 1,
});
const keys = (
  columns: readonly ReturnType<typeof column>[],
  { inEffect = [] as string[], shapes = [] as FilterShape[] } = {},
) => keyColumns(columns, inEffect, 'time', shapes, 100_000).map(({ name }) => name);

describe('the columns that candidates are made of', () => {
  it('are those that statements filter by, then those of today, of indexes, and names', () => {
    const columns = [plain('level'), device, plain('host'), plain('code', { type: 'integer' })];
    expect(keys(columns, { shapes: [asked('host')] })).toEqual(['host', 'device_id', 'level', 'code']);
    expect(keys(columns, { inEffect: ['level'] })[0]).toBe('level');
  });

  it('are four at most', () => {
    expect(keys(['a', 'b', 'c', 'd', 'e'].map((name) => plain(name)))).toHaveLength(4);
  });

  it.each([
    ['the time column', column({ name: 'time' })],
    ['a measurement', column({ type: 'double precision' })],
    ['unique by itself', column({ isUniqueAlone: true })],
    ['one value only', column({ distinctValues: 1 })],
    ['nearly a value of its own in each row', column({ distinctValues: -0.21 })],
    ['text of many values without an index', plain('message', { distinctValues: 10_001 })],
  ])('are never %s', (_, one) => {
    expect(keys([one])).toEqual([]);
  });

  it('are the indexed ones where statistics do not tell', () => {
    expect(keys([column({ distinctValues: null }), plain('host', { distinctValues: null })])).toEqual([
      'device_id',
    ]);
    expect(
      keyColumns([column({ distinctValues: null })], [], 'time', [], 1_000)[0]?.valuesPerChunk,
    ).toBeNull();
  });

  it('count the values that a chunk has', () => {
    const [share] = keyColumns([column({ distinctValues: -0.01 })], [], 'time', [], 100_000);
    expect(share?.valuesPerChunk).toBe(1_000);
  });
});
