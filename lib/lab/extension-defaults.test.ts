import { describe, expect, it } from 'vitest';
import { orderOf } from './extension-defaults';

describe('an order as TimescaleDB spells it', () => {
  it.each([
    ['time', { column: 'time', descending: false }],
    ['"time" DESC', { column: 'time', descending: true }],
    ['"odd ""name"" desc" ASC', { column: 'odd "name" desc', descending: false }],
    ['bucket DESC NULLS LAST', { column: 'bucket', descending: true, nullsFirst: false }],
    ['a nulls first', { column: 'a', descending: false, nullsFirst: true }],
  ])('%s', (clause, order) => {
    expect(orderOf(clause)).toEqual(order);
  });
});
