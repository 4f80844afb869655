import { describe, expect, it } from 'vitest';
import { matches } from './index-filter';
import type { IndexRow } from './index-row';

const row: IndexRow = {
  schema: 'public',
  tableName: 'orders',
  name: 'by_customer',
  subject: 'public.by_customer',
  definition: 'CREATE INDEX "by_customer" ON "public"."orders" USING btree (customer_id)',
  kind: 'table',
  parts: null,
  isPrimary: false,
  isUnique: false,
  isConstraint: false,
  isValid: true,
  totalBytes: 8_192,
  wastedBytes: null,
  scans: 3,
  lastScanAt: null,
  tableWrites: null,
  findings: [{ key: 'k', rule: 'indexes/unused', title: '', severity: 'notice' }],
};

describe('the filter of indexes', () => {
  it('finds words in names and columns, in any order', () => {
    for (const q of ['', 'ORDERS', 'customer_id public', ' by_ btree '])
      expect(matches(row, { q, show: 'all' }), q).toBe(true);
    expect(matches(row, { q: 'invoices', show: 'all' })).toBe(false);
  });

  it('shows what is to be dropped, to be rebuilt, or was never scanned', () => {
    expect(matches(row, { q: '', show: 'drop' })).toBe(true);
    expect(matches(row, { q: '', show: 'rebuild' })).toBe(false);
    expect(matches(row, { q: '', show: 'unscanned' })).toBe(false);
    expect(matches({ ...row, scans: 0 }, { q: '', show: 'unscanned' })).toBe(true);
    expect(matches({ ...row, scans: null }, { q: '', show: 'unscanned' })).toBe(false);
  });
});
