import { describe, expect, it } from 'vitest';
import { explainable } from './explainable';

const read = (text: string) => {
  const statement = explainable(text);
  if ('refused' in statement) throw new Error(statement.refused);
  return statement;
};

describe('what can be explained', () => {
  const refusals: Readonly<Record<string, RegExp>> = {
    'COPY t TO PROGRAM $$curl x$$': /^COPY has no plan/,
    'DO $$ BEGIN PERFORM 1; END $$': /^DO has no plan/,
    'CALL p()': /^CALL has no plan/,
    'SELECT 1; DROP TABLE t': /2 statements/,
    COMMIT: /^TRANSACTION has no plan/,
    'SET work_mem = 1': /has no plan/,
    'CREATE TABLE t (a int)': /^CREATE has no plan/,
    'CREATE TABLE t AS SELECT 1': /^CREATE TABLE AS has no plan/,
    'SELECT 1 INTO t': /SELECT INTO/,
    'EXPLAIN ANALYZE SELECT 1': /without EXPLAIN/,
    'EXECUTE p(1)': /has no plan/,
    'DECLARE c CURSOR FOR SELECT 1': /has no plan/,
    'SELECT * FORM t': /cannot be read/,
    'SELECT \0': /NUL/,
    '  -- nothing\n': /cannot be read/,
  };
  for (const [text, reason] of Object.entries(refusals))
    it(`is not ${text.slice(0, 40)}`, () => {
      expect(explainable(text)).toEqual({ refused: expect.stringMatching(reason) });
    });

  it('tells its parameters, what they are compared with, and what it calls and reads', () => {
    expect(
      read(
        'SELECT lower(a) FROM s.t JOIN u USING (id) WHERE "time" BETWEEN $1 AND $2 AND $3 < b AND c = $4::int LIMIT $5',
      ),
    ).toMatchObject({
      parameterCount: 5,
      whyNotRun: null,
      functions: ['lower'],
      relations: ['t', 'u'],
      compared: [
        { parameter: 1, column: 'time', operator: '>=' },
        { parameter: 2, column: 'time', operator: '<=' },
        { parameter: 3, column: 'b', operator: '>' },
        { parameter: 4, column: 'c', operator: '=' },
      ],
    });
    expect(read('DELETE FROM t WHERE a = $1')).toMatchObject({ relations: ['t'] });
  });

  it('may be run only when it is a SELECT that changes and locks nothing', () => {
    expect(read('WITH x AS (SELECT 1) SELECT * FROM x UNION VALUES (2)').whyNotRun).toBeNull();
    expect(read('DELETE FROM t').whyNotRun).toBe('DELETE would change rows');
    expect(read('INSERT INTO t VALUES (1)').whyNotRun).toBe('INSERT would change rows');
    expect(read('WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x').whyNotRun).toMatch(/WITH query/);
    expect(read('SELECT * FROM t FOR UPDATE').whyNotRun).toMatch(/lock rows/);
    expect(read('SELECT * FROM (SELECT * FROM t FOR SHARE) s').whyNotRun).toMatch(/lock rows/);
  });

  it('is written as the server reads it, whatever stands in quotes', () => {
    expect(read(`SELECT now() - interval $1, 'interval $2', "date $3" FROM t`).text).toBe(
      `SELECT now() - $1::interval, 'interval $2', "date $3" FROM t`,
    );
  });
});
