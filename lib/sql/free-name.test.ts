import { expect, it } from 'vitest';
import { freeName } from './free-name';

it('is the wished one, then a numbered one, in 63 bytes', () => {
  const taken = new Set(['orders_idx']);
  expect(freeName('orders_idx', taken)).toBe('orders_idx_2');
  expect(freeName('orders_idx', taken)).toBe('orders_idx_3');
  const long = freeName('ä'.repeat(40), taken);
  expect(long).toBe('ä'.repeat(30));
  expect(Buffer.byteLength(freeName('ä'.repeat(40), taken))).toBeLessThanOrEqual(63);
  // Never half of a character.
  expect(freeName(`a${'😀'.repeat(20)}`, taken)).toBe(`a${'😀'.repeat(14)}`);
});
