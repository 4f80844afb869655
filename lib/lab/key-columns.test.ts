import { describe, expect, it } from 'vitest';
import { hypertableUse } from '@/lib/derive/column-use';
import { column, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { statement } from '@/lib/rules/testing/statement-rows';
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
  { inEffect = [] as string[], shapes = [] as FilterShape[], grouped = [] as string[] } = {},
) =>
  keyColumns(columns, inEffect, 'time', { shapes, use: grouping(grouped) }, 100_000).map(({ name }) => name);
const grouping = (names: readonly string[]) => {
  const { schema, name } = hypertable();
  const query = `SELECT ${names.join()}, avg(v) FROM metrics GROUP BY ${names.join()}`;
  return names.length === 0 ? null : hypertableUse({ schema, name }, [{ schema, name }], [statement(query)]);
};
const noSigns = { shapes: [], use: null };

describe('the columns that candidates are made of', () => {
  it('are those that statements filter by, then those of today, of indexes, and names', () => {
    const columns = [plain('level'), device, plain('host'), plain('code', { type: 'integer' })];
    expect(keys(columns, { shapes: [asked('host')] })).toEqual(['host', 'device_id', 'level', 'code']);
    expect(keys(columns, { inEffect: ['level'] })[0]).toBe('level');
    // Groups go before an index, and filters before groups.
    expect(keys(columns, { grouped: ['host'] }).slice(0, 2)).toEqual(['host', 'device_id']);
    expect(keys(columns, { grouped: ['host'], shapes: [asked('level')] }).slice(0, 2)).toEqual([
      'level',
      'host',
    ]);
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
      keyColumns([column({ distinctValues: null })], [], 'time', noSigns, 1_000)[0]?.valuesPerChunk,
    ).toBeNull();
  });

  it('count the values that a chunk has', () => {
    const [share] = keyColumns([column({ distinctValues: -0.01 })], [], 'time', noSigns, 100_000);
    expect(share?.valuesPerChunk).toBe(1_000);
  });
});
