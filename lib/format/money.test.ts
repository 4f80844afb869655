import { expect, it } from 'vitest';
import { money } from './money';

it.each([
  ['1.23', 'EUR', '1.23\u00a0EUR'],
  ['0.05', undefined, '0.05'],
  ['1234567.50', 'USD', '1,234,567.50\u00a0USD'],
  ['8388607999999999999991.61', 'EUR', '8,388,607,999,999,999,999,991.61\u00a0EUR'],
  ['0.115', 'EUR', '0.115\u00a0EUR'],
])('%s %s is written %s', (amount, currency, written) => {
  expect(money(amount, currency)).toBe(written);
});
