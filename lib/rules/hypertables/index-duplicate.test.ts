import { describe, expect, it } from 'vitest';
import { context, server, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { hypertable, hypertableIndex } from '../testing/hypertable-rows';
import rule from './index-duplicate';

type Artifacts = Parameters<typeof rule.check>[0];
type Index = Artifacts['hypertableIndexes'][number];

const check = (indexes: readonly Index[], over: Parameters<typeof context>[0] = {}) =>
  expectFindings(
    rule.check({ hypertables: [hypertable()], hypertableIndexes: indexes, chunks: null }, context(over)),
  );
const long = hypertableIndex({ name: 'long' });
const short = (over: Partial<Index> = {}) =>
  hypertableIndex({
    name: 'short',
    structure: 'USING btree (device)',
    keys: ['device 1978 0'],
    keyOptions: [0],
    ...over,
  });
/** On 2.21 each chunk carries one index for each of the two, by name. */
const old = { server: server({ timescale: timescale('2.21.4') }) };
const names = (indexes: readonly Index[], over = {}) =>
  check(indexes, over).map(({ subject }) => subject.at(-1));

describe('hypertables/index-duplicate', () => {
  it('is quiet about other columns, operator classes and orders', () => {
    expect(check([long, short({ keys: ['site 1978 0'] })])).toEqual([]);
    expect(check([long, short({ keys: ['device 4054 0'] })])).toEqual([]);
    expect(check([long, hypertableIndex({ name: 'b', keyOptions: [0, 0], structure: 'other' })])).toEqual([]);
  });

  it('finds one with the first columns of another, when it is large', () => {
    expect(check([long, short({ totalBytes: 99_999_999 })])).toEqual([]);
    expect(check([long, short({ totalBytes: 100_000_000 })])[0]).toMatchObject({
      subject: ['public', 'metrics', 'short'],
      severity: 'notice',
      confidence: 'medium',
      facts: { indexBytes: 100_000_000, keptBytes: 600_000_000, chunkIndexes: 30, scans: 1_000 },
      advice: {
        steps: [{ sql: 'DROP INDEX "public"."short";' }],
        undo: [
          {
            sql: 'CREATE INDEX "short" ON "public"."metrics" USING btree (device) WITH (timescaledb.transaction_per_chunk);',
          },
        ],
      },
    });
  });

  it('reads a B-tree backwards, and no other method', () => {
    const backwards = { keyOptions: [3, 0], structure: 'USING btree (device DESC, "time")' };
    expect(names([long, hypertableIndex({ name: 'other', ...backwards })])).toEqual(['other']);
    const brin = (over: Partial<Index>) => hypertableIndex({ method: 'brin', ...over });
    expect(names([brin({ name: 'a' }), brin({ name: 'b', ...backwards })])).toEqual([]);
    expect(names([brin({ name: 'a' }), short({ method: 'brin' })])).toEqual([]);
  });

  it('of two equal ones keeps a constraint, then a unique one, then the first by name', () => {
    const equal = (name: string, over: Partial<Index> = {}) => hypertableIndex({ name, ...over });
    expect(names([equal('a'), equal('b')], old)).toEqual(['b']);
    expect(names([equal('a'), equal('b', { isUnique: true })], old)).toEqual(['a']);
    expect(
      names([equal('a', { isUnique: true }), equal('b', { isUnique: true, isConstraint: true })], old),
    ).toEqual(['a']);
    expect(
      names([equal('a', { isUnique: true, isConstraint: true }), equal('b', { isConstraint: true })], old),
    ).toEqual([]);
  });

  it('drops no unique index for one that is not, or that has more columns', () => {
    expect(names([long, short({ isUnique: true })])).toEqual([]);
  });

  it('keeps what the other lacks: another condition, other included columns, chunks without it', () => {
    expect(names([long, short({ predicate: '(device > 3)' })])).toEqual([]);
    expect(names([long, short({ includedColumns: ['value'] })])).toEqual([]);
    expect(names([{ ...long, chunksWithout: 1 }, short()])).toEqual([]);
    expect(names([{ ...long, isValid: false }, short()])).toEqual([]);
    expect(names([{ ...long, includedColumns: ['value'] }, short({ includedColumns: ['value'] })])).toEqual([
      'short',
    ]);
  });

  describe('from 2.22 on, where chunks share one index of equal definition', () => {
    const equal = (chunkIndexes: number) =>
      check([hypertableIndex({ name: 'a', chunkIndexes }), hypertableIndex({ name: 'b', chunkIndexes })]);

    it('is quiet where no chunk carries two', () => {
      expect(equal(30)).toEqual([]);
    });

    it('drops one where every chunk carries two, and looks whether all kept one', () => {
      const [finding] = equal(60);
      expect(finding?.facts).toMatchObject({ chunkIndexes: 30, indexBytes: 300_000_000 });
      expect(finding?.advice?.steps.map(({ sql }) => sql)).toEqual(['DROP INDEX "public"."b";']);
      expect(finding?.advice?.verify.sql).toContain('index_matches');
    });

    it('builds one again where some carry one alone, which the drop takes from them', () => {
      const [finding] = equal(40);
      expect(finding?.facts).toMatchObject({ chunkIndexes: 10, indexBytes: 150_000_000 });
      expect(finding?.detail).toContain('dropping either takes it from them');
      expect(finding?.advice?.steps.map(({ sql }) => sql.split(' ').slice(0, 3).join(' '))).toEqual([
        'DROP INDEX "public"."b";',
        'DROP INDEX "public"."a";',
        'CREATE INDEX "a"',
      ]);
    });
  });

  it('does not apply without a hypertable', () => {
    expect(rule.check({ hypertables: [], hypertableIndexes: [], chunks: null }, context())).toHaveProperty(
      'notApplicable',
    );
  });
});
