import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { index } from '../testing/table-rows';
import rule from './duplicate';

const look = (indexes: readonly Row<'indexes'>[], over: Parameters<typeof context>[0] = {}) =>
  rule.check({ indexes }, context(over));
const found = (...indexes: readonly Row<'indexes'>[]) =>
  expectFindings(look(indexes)).map(({ subject }) => subject.at(-1));

const first = index({ indexOid: 1, name: 'a' });
const twin = (over: Partial<Row<'indexes'>> = {}) => index({ indexOid: 2, name: 'b', ...over });

describe('indexes/duplicate', () => {
  it('is quiet about one index, and about equal ones of two tables', () => {
    expect(found(first)).toEqual([]);
    expect(found(first, twin({ tableOid: 101 }))).toEqual([]);
  });

  it('finds the second of two equal ones, and keeps its definition for the way back', () => {
    expect(expectFindings(look([first, twin({ scans: 7 })]))[0]).toMatchObject({
      subject: ['public', 'orders', 'b'],
      severity: 'notice',
      confidence: 'high',
      facts: { indexBytes: 50_000_000, keptBytes: 50_000_000, scans: 7, keptScans: 1_000 },
      impact: { bytesSaved: { low: 50_000_000 } },
      advice: {
        steps: [{ sql: 'DROP INDEX CONCURRENTLY "public"."b";', transaction: 'none' }],
        undo: [{ sql: 'CREATE INDEX CONCURRENTLY "b" ON "public"."orders" USING btree (customer_id);' }],
      },
    });
  });

  it.each([
    ['another method', { method: 'hash' }],
    ['another column', { keys: ['state 1978 0'] }],
    ['another operator class or collation', { keys: ['customer_id 1978 950'] }],
    ['another order of nulls', { keyOptions: [2] }],
    ['a condition', { predicate: '(id > 3)' }],
    ['more columns in INCLUDE', { includedColumns: ['total'] }],
    ['fewer keys', { keys: ['customer_id 1978 0', 'state 1978 0'], keyOptions: [0, 0] }],
    ['not valid', { isValid: false }],
  ])('leaves alone what differs: %s', (_, over) => {
    expect(found(first, twin(over))).toEqual([]);
  });

  it('takes the same order backwards for the same', () => {
    expect(found(first, twin({ keyOptions: [3] }))).toEqual(['b']);
  });

  it('keeps what a constraint, logical replication or CLUSTER needs, then what is unique', () => {
    const unique = { isUnique: true };
    expect(found(first, twin({ ...unique, isConstraint: true }))).toEqual(['a']);
    expect(found(first, twin({ ...unique, isReplicaIdentity: true }))).toEqual(['a']);
    expect(found(first, twin(unique))).toEqual(['a']);
    expect(found(first, twin({ isClustered: true }))).toEqual(['a']);
    const [finding] = expectFindings(look([first, twin({ ...unique, isConstraint: true })]));
    expect(finding?.detail).toContain('belongs to a constraint');
  });

  it('drops no constraint for another one, and no unique index for one that guards less', () => {
    expect(
      found({ ...first, isUnique: true, isConstraint: true }, twin({ isUnique: true, isConstraint: true })),
    ).toEqual([]);
    const unique = { ...first, isUnique: true };
    expect(found(unique, twin({ isUnique: true, isConstraint: true }))).toEqual(['a']);
    expect(found(unique, twin({ isUnique: true, isConstraint: true, isImmediate: false }))).toEqual([]);
    const nulls = 'USING btree (customer_id) NULLS NOT DISTINCT';
    expect(found(unique, twin({ isUnique: true, isConstraint: true, structure: nulls }))).toEqual([]);
  });

  it('drops one of a partitioned table as a whole, under a lock that it names', () => {
    const partitioned = { partitions: 12 };
    const [finding] = expectFindings(look([{ ...first, ...partitioned }, twin(partitioned)]));
    expect(finding?.advice).toMatchObject({
      steps: [{ sql: 'DROP INDEX "public"."b";', lock: { mode: 'AccessExclusive' } }],
      undo: [{ sql: 'CREATE INDEX "b" ON "public"."orders" USING btree (customer_id);' }],
    });
  });

  it('brings one back to the tablespace that it was in', () => {
    const [finding] = expectFindings(look([first, twin({ tablespace: `fast'disk` })]));
    expect(finding?.advice?.undo).toMatchObject([
      { sql: `SET default_tablespace = 'fast''disk';` },
      { sql: 'CREATE INDEX CONCURRENTLY "b" ON "public"."orders" USING btree (customer_id);' },
    ]);
  });

  it('leaves a standby to its primary', () => {
    expect(look([first, twin()], { server: server({ inRecovery: true }) })).toHaveProperty('notApplicable');
  });
});
