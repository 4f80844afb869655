import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { index } from '../testing/table-rows';
import rule from './redundant';

const look = (indexes: readonly Row<'indexes'>[], over: Parameters<typeof context>[0] = {}) =>
  rule.check({ indexes }, context(over));
const found = (indexes: readonly Row<'indexes'>[], over: Parameters<typeof context>[0] = {}) =>
  expectFindings(look(indexes, over)).map(({ subject }) => subject.at(-1));

const short = index({ indexOid: 1, name: 'short' });
const long = (over: Partial<Row<'indexes'>> = {}) =>
  index({
    indexOid: 2,
    name: 'long',
    keyColumns: ['customer_id', 'placed_at'],
    keys: ['customer_id 1978 0', 'placed_at 3128 0'],
    keyOptions: [0, 3],
    totalBytes: 90_000_000,
    ...over,
  });

describe('indexes/redundant', () => {
  it('finds an index that a longer one begins with', () => {
    expect(expectFindings(look([short, long()]))[0]).toMatchObject({
      subject: ['public', 'orders', 'short'],
      severity: 'notice',
      confidence: 'medium',
      facts: { indexBytes: 50_000_000, keptBytes: 90_000_000, scans: 1_000 },
      advice: {
        steps: [{ sql: 'DROP INDEX CONCURRENTLY "public"."short";' }],
        undo: [{ sql: 'CREATE INDEX CONCURRENTLY "short" ON "public"."orders" USING btree (customer_id);' }],
      },
    });
    expect(found([short, long({ isUnique: true, isPrimary: true, isConstraint: true })])).toEqual(['short']);
  });

  it('leaves equal ones to indexes/duplicate', () => {
    expect(found([short, index({ indexOid: 2, name: 'twin' })])).toEqual([]);
  });

  it.each([
    ['other rows', long({ predicate: '(state = 1)' })],
    ['another first column', long({ keys: ['placed_at 3128 0', 'customer_id 1978 0'] })],
    ['a method that needs its first column', { ...long({ method: 'gin' }) }],
    ['not valid', long({ isValid: false })],
  ])('leaves alone what the longer one cannot answer: %s', (_, other) => {
    expect(found([other.method === 'gin' ? { ...short, method: 'gin' } : short, other])).toEqual([]);
  });

  it('keeps one that guards rows, that carries more columns, or whose direction a sort over two columns needs', () => {
    expect(found([{ ...short, isUnique: true }, long()])).toEqual([]);
    expect(found([{ ...short, includedColumns: ['total'] }, long()])).toEqual([]);
    expect(found([{ ...short, includedColumns: ['total'] }, long({ includedColumns: ['total'] })])).toEqual([
      'short',
    ]);
    const mixed = { keys: long().keys, keyOptions: [0, 0] };
    const longest = long({ keys: [...long().keys, 'id 1978 0'], keyOptions: [0, 3, 0] });
    expect(found([{ ...short, ...mixed }, longest])).toEqual([]);
  });

  it('keeps one in use beside one of more than three times its size', () => {
    const times = (factor: number, scans: number | null) =>
      found([{ ...short, scans }, long({ totalBytes: factor * 50_000_000 })]);
    expect(times(3, 1_000)).toEqual(['short']);
    expect(times(3.01, 1_000)).toEqual([]);
    expect(times(3.01, null)).toEqual([]);
    expect(times(3.01, 0)).toEqual(['short']);
  });

  it('speaks from 10 MB on, at the scale of the profile', () => {
    const of = (totalBytes: number, ratio?: number) =>
      found([{ ...short, totalBytes, scans: 0 }, long()], {
        profile: ratio ? { byteThresholdRatio: ratio } : {},
      });
    expect(of(10_000_000)).toEqual(['short']);
    expect(of(9_999_999)).toEqual([]);
    expect(of(9_999_999, 0.5)).toEqual(['short']);
  });

  it('leaves a standby to its primary', () => {
    expect(look([short, long()], { server: server({ inRecovery: true }) })).toHaveProperty('notApplicable');
  });
});
