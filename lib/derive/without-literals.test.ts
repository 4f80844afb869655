import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { snapshotOf } from '@/lib/rules/testing/context';
import { hypertable } from '@/lib/rules/testing/hypertable-rows';
import { maskLiterals } from '@/lib/sql/without-literals';
import { withoutLiterals } from './without-literals';

describe('literals in a query', () => {
  it.each([
    [`ALTER ROLE bob PASSWORD 'se''cret'`, 'ALTER ROLE bob PASSWORD ?'],
    [`SELECT E'it\\'s', 'C:\\', 'rest' FROM t`, 'SELECT ?, ?, ? FROM t'],
    [`SELECT U&'d\\0061t', b'01', X'1F'`, 'SELECT ?, ?, ?'],
    ['DO $$ BEGIN RAISE $x$secret$x$; END $$', 'DO ?'],
    ['DO $body$ a $$ b $body$; SELECT 1', 'DO ?; SELECT ?'],
    ['SELECT 1, -2.5, .5, 1e-9, 0x1F, 1_000 FROM t1', 'SELECT ?, -?, ?, ?, ?, ? FROM t1'],
    [`SELECT "it's 1" FROM "a""1"`, `SELECT "it's 1" FROM "a""1"`],
    ['SELECT * FROM t WHERE a = $1 AND b = $2', 'SELECT * FROM t WHERE a = $1 AND b = $2'],
    // The server keeps long texts cut.
    [`COMMENT ON TABLE t IS 'half a sec`, 'COMMENT ON TABLE t IS ?'],
    ['CREATE FUNCTION f() RETURNS int AS $$ BEGIN sec', 'CREATE FUNCTION f() RETURNS int AS ?'],
  ])('%s', (query, masked) => {
    expect(maskLiterals(query)).toBe(masked);
  });
});

describe('a snapshot without literals', () => {
  it('masks every column named query, and leaves everything else as it is', () => {
    const statement = { query: `SET x = 'secret'`, calls: 1 } as Row<'statements'>;
    const snapshot = snapshotOf({
      hypertables: [hypertable({ name: `'not' a query 1` })],
      statements: [statement, { ...statement, query: null }],
    });
    const { artifacts, ...rest } = withoutLiterals(snapshot);
    expect(rest).toEqual({ ...snapshot, artifacts: undefined });
    expect(artifacts.hypertables).toEqual(snapshot.artifacts.hypertables);
    expect(artifacts.statements).toMatchObject({ rows: [{ query: 'SET x = ?', calls: 1 }, { query: null }] });
    expect(statement.query).toContain('secret');
  });

  it('keeps why an artifact is not there', () => {
    const gone = { ...snapshotOf({}), artifacts: { wal: { status: 'unavailable' as const, reason: 'no' } } };
    expect(withoutLiterals(gone)).toEqual(gone);
  });
});
