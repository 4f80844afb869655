import { describe, expect, it } from 'vitest';
import type { ColumnReference, Expression } from './expression';
import { queryShapes } from './read-statement';

const shapes = (text: string) => {
  const found = queryShapes(text);
  if (!found) throw new Error(`cannot be parsed: ${text}`);
  return found;
};
const named = ({ alias, column }: ColumnReference) => (alias === null ? column : `${alias}.${column}`);
const filters = (text: string) => shapes(text).flatMap(({ equalities }) => equalities.map(named));
const relations = (text: string) =>
  shapes(text).map((shape) =>
    shape.relations.map(
      (relation) => relation && `${relation.schema ?? '?'}.${relation.name} ${relation.alias}`,
    ),
  );
const written = (expression: Expression): string => {
  if (expression.kind === 'column') return named(expression);
  if (expression.kind === 'call')
    return `${expression.name}(${expression.parameters.map(written).join(', ')})`;
  return expression.kind === 'value' ? (expression.text ?? '$') : '…';
};
const groups = (text: string) => shapes(text)[0]?.groupBy?.map(written) ?? null;
const orders = (text: string) =>
  shapes(text)[0]?.orderBy.map(
    ({ expression, isDescending, isNullsFirst }) =>
      `${written(expression)} ${isDescending ? 'desc' : 'asc'} nulls ${isNullsFirst ? 'first' : 'last'}`,
  );
const joins = (text: string) =>
  shapes(text).flatMap((shape) => shape.joins.map((join) => `${named(join)} = ${named(join.to)}`));

describe('the shape of a statement', () => {
  it.each([
    ['SELECT * FROM metrics WHERE device_id = $1 AND time > now() - $2::interval', ['device_id']],
    [
      'select v from metrics m where $1 = m.device_id and (m.site = any($2::text[]))',
      ['m.device_id', 'm.site'],
    ],
    [
      'SELECT 1 FROM metrics WHERE "odd ""id""" IN ($1, $2) AND kind IN ($3 /*, ... */)',
      ['odd "id"', 'kind'],
    ],
    ['SELECT 1 FROM t WHERE ts BETWEEN $1 AND $2 AND device_id=$3 ORDER BY ts DESC LIMIT $4', ['device_id']],
    [`UPDATE metrics SET v = $1 WHERE device_id = 'x' AND time = $2::timestamptz`, ['device_id', 'time']],
    ['DELETE FROM ONLY metrics WHERE device_id = $1', ['device_id']],
    ['SELECT 1 FROM t WHERE a = ? AND b = ?::uuid', ['a', 'b']],
    [
      'WITH x AS (SELECT * FROM metrics WHERE device_id = $1) SELECT * FROM x WHERE site = $2',
      // That on the common table holds for its rows too.
      ['site', 'device_id', 'metrics.site'],
    ],
    ['SELECT 1 FROM t WHERE a = $1 UNION ALL SELECT 1 FROM t WHERE b = $2', ['a', 'b']],
    ['SELECT 1 FROM t WHERE a = $1 GROUP BY b HAVING c = $2', ['a']],
  ])('%s: the filters', (text, expected) => {
    expect(filters(text).sort()).toEqual([...expected].sort());
  });

  it.each([
    'SELECT 1 FROM t WHERE a = $1 OR b = $2',
    'SELECT 1 FROM t WHERE NOT (a = $1)',
    'SELECT 1 FROM t WHERE a NOT IN ($1)',
    'SELECT 1 FROM t WHERE lower(a) = $1',
    'SELECT 1 FROM t WHERE a = b',
    'SELECT 1 FROM t WHERE a = $1 + b',
    'SELECT 1 FROM t WHERE a <> $1 AND b >= $2 AND c IS DISTINCT FROM $3',
    'SELECT 1 FROM t WHERE a = (SELECT max(a) FROM u)',
    `SELECT 1 FROM t WHERE note = note /* a = $1 */ -- b = $2`,
    `SELECT 'WHERE a = $1' FROM t`,
    'SELECT a = $1 FROM t',
    `SELECT 1 FROM t WHERE doc ->> 'a' = $1`,
  ])('%s: no filter', (text) => {
    expect(filters(text)).toEqual([]);
  });

  it.each([
    ['SELECT 1 FROM t WHERE ts >= $1 AND ts < $2 AND a = $3', ['ts', 'ts']],
    ['SELECT 1 FROM t WHERE t.ts BETWEEN $1 AND now() AND (b > 3)', ['ts', 'b']],
    [`SELECT 1 FROM t WHERE now() - interval '1 day' < ts`, ['ts']],
    ['SELECT 1 FROM t WHERE ts > $1 OR b = $2', []],
    ['SELECT 1 FROM t WHERE a = $1 AND b <> $2', []],
  ])('%s: the ranges', (text, expected) => {
    expect(shapes(text).flatMap(({ ranges }) => ranges.map(({ column }) => column))).toEqual(expected);
  });

  it('names what is read, with what its columns are qualified by', () => {
    expect(relations('SELECT 1 FROM public.metrics AS m JOIN devices d ON d.id = m.device_id')).toEqual([
      ['public.metrics m', '?.devices d'],
    ]);
    expect(
      relations('SELECT 1 FROM "Odd.S"."t" LEFT OUTER JOIN u USING (id), generate_series($1, $2) g'),
    ).toEqual([['Odd.S.t t', '?.u u', null]]);
    expect(relations('SELECT 1 FROM (SELECT 1 FROM metrics) s')).toEqual([[null], ['?.metrics metrics']]);
    expect(relations('WITH metrics AS (SELECT 1) SELECT * FROM metrics')).toEqual([[], [null]]);
    expect(relations('SELECT extract(epoch FROM ts), count(*) FROM t')).toEqual([['?.t t']]);
    expect(relations('INSERT INTO u SELECT * FROM t ON CONFLICT DO UPDATE SET a = $1')).toEqual([
      ['?.u u'],
      ['?.t t'],
    ]);
    expect(shapes('COPY s.t FROM STDIN').map(({ verb }) => verb)).toEqual(['insert']);
    expect(shapes('INSERT INTO t VALUES ($1)').map(({ verb }) => verb)).toEqual(['insert']);
    expect(relations('SELECT 1 FROM t FOR UPDATE')).toEqual([['?.t t']]);
    expect(relations('UPDATE t SET a = $1')).toEqual([['?.t t']]);
  });

  it('groups by expressions, their numbers and their names alike', () => {
    const bucket = 'time_bucket($, time)';
    expect(groups('SELECT time_bucket($1, time) AS b, device, avg(v) FROM t GROUP BY 1, 2')).toEqual([
      bucket,
      'device',
    ]);
    expect(groups('SELECT time_bucket($1, time) b, avg(v) FROM t GROUP BY b')).toEqual([bucket]);
    expect(groups('SELECT avg(v) FROM t GROUP BY time_bucket($1, time), (device)')).toEqual([
      bucket,
      'device',
    ]);
    // The column of that name goes before the alias.
    expect(groups('SELECT time_bucket($1, time) AS time, avg(v) FROM t GROUP BY time')).toEqual(['time']);
    expect(groups('SELECT avg(v) FROM t')).toEqual([]);
    expect(groups('SELECT avg(v) FROM t GROUP BY ROLLUP (a, b)')).toBeNull();
  });

  it('orders by expressions, with direction and nulls, up to a limit', () => {
    expect(orders('SELECT a, b FROM t ORDER BY 2 DESC, a, lower(c) DESC NULLS LAST LIMIT $1')).toEqual([
      'b desc nulls first',
      'a asc nulls last',
      'lower(c) desc nulls last',
    ]);
    expect(orders('SELECT max(v) AS v FROM t GROUP BY a ORDER BY v')).toEqual(['max(v) asc nulls last']);
    expect(shapes('SELECT a FROM t ORDER BY a LIMIT 5')[0]?.isLimited).toBe(true);
    expect(shapes('SELECT a FROM t ORDER BY a')[0]?.isLimited).toBe(false);
  });

  it('tells what rows are looked up by', () => {
    expect(joins('SELECT 1 FROM a JOIN b ON b.id = a.b_id WHERE a.c = b.d')).toEqual([
      'b.id = a.b_id',
      'a.b_id = b.id',
      'a.c = b.d',
      'b.d = a.c',
    ]);
    expect(joins('SELECT 1 FROM a LEFT JOIN b ON b.id = a.b_id')).toEqual(['b.id = a.b_id']);
    expect(joins('SELECT 1 FROM a x JOIN b USING (id)')).toEqual(['x.id = b.id', 'b.id = x.id']);
    expect(joins('SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.a_id = a.id)')).toEqual([
      'b.a_id = a.id',
      'a.id = b.a_id',
    ]);
    expect(joins('SELECT 1 FROM a WHERE a.id IN (SELECT b.a_id FROM b)')).toEqual([
      'a.id = b.a_id',
      'b.a_id = a.id',
    ]);
    expect(joins('SELECT 1 FROM a WHERE a.id NOT IN (SELECT b.a_id FROM b)')).toEqual(['b.a_id = a.id']);
  });

  it('takes the condition of a join for one on the rows that it chooses among', () => {
    const on = (join: string) =>
      filters(`SELECT 1 FROM a ${join} JOIN b ON b.a_id = a.id AND a.x = $1 AND b.y = $2`);
    expect(on('')).toEqual(['a.x', 'b.y']);
    expect(on('LEFT')).toEqual(['b.y']);
    expect(on('RIGHT')).toEqual(['a.x']);
    expect(on('FULL')).toEqual([]);
  });

  it('follows a condition into the query that it is put on, where it chooses the same rows there', () => {
    const inner = (text: string, name = 't') =>
      shapes(text)
        .filter(({ relations }) => relations[0]?.name === name)
        .flatMap(({ equalities, ranges, nulls }) => [...equalities, ...ranges, ...nulls].map(named));
    expect(inner('SELECT 1 FROM (SELECT * FROM t) s WHERE s.a = $1 AND b > $2 AND c IS NULL')).toEqual([
      't.a',
      't.b',
      't.c',
    ]);
    expect(inner('WITH s AS (SELECT x.a AS id FROM t x) SELECT 1 FROM s WHERE id = $1')).toEqual(['x.a']);
    expect(inner('SELECT 1 FROM (SELECT 1 FROM (SELECT a AS b FROM t) r WHERE b = $1) s')).toEqual(['a']);
    expect(
      inner('SELECT 1 FROM (SELECT a, b, max(c) AS c FROM t GROUP BY a) s WHERE a = $1 AND c = $2'),
    ).toEqual(['a']);
    for (const apart of [
      'SELECT 1 FROM (SELECT a FROM t LIMIT 5) s WHERE a = $1',
      'SELECT 1 FROM (SELECT DISTINCT ON (b) a FROM t) s WHERE a = $1',
      'SELECT 1 FROM (SELECT a, rank() OVER (ORDER BY b) FROM t) s WHERE a = $1',
      'WITH s AS MATERIALIZED (SELECT a FROM t) SELECT 1 FROM s WHERE a = $1',
      'WITH s AS (SELECT a FROM t) SELECT 1 FROM s, s AS r WHERE s.a = $1',
      'WITH RECURSIVE s AS (SELECT a FROM t UNION SELECT a FROM s) SELECT 1 FROM s WHERE a = $1',
      'SELECT 1 FROM (SELECT lower(a) AS a FROM t) s WHERE a = $1',
    ])
      expect(inner(apart), apart).toEqual([]);
  });

  it('takes IS NULL for a condition, but not for the question which rows have no partner', () => {
    const nulls = (text: string) => shapes(text).flatMap((shape) => shape.nulls.map(named));
    expect(nulls('SELECT 1 FROM t WHERE done_at IS NULL AND a IS NOT NULL')).toEqual(['done_at']);
    expect(nulls('SELECT 1 FROM a LEFT JOIN b ON b.a_id = a.id WHERE b.id IS NULL')).toEqual([]);
  });

  it('reads how far back a query reaches where it says so in figures', () => {
    const reach = (condition: string) =>
      shapes(`SELECT 1 FROM t WHERE ${condition}`)[0]?.ranges[0]?.reachSeconds;
    expect(reach(`ts > now() - INTERVAL '1 day 12 hours'`)).toBe(129_600);
    expect(reach(`current_timestamp - '90 min'::interval <= ts`)).toBe(5_400);
    expect(reach(`ts BETWEEN now() - interval '2 weeks' AND now()`)).toBe(1_209_600);
    for (const unknown of [
      'ts > now() - $1::interval',
      `ts < now() - INTERVAL '1 day'`,
      `ts > now() - INTERVAL '1 month'`,
    ])
      expect(reach(unknown), unknown).toBeNull();
  });

  it('tells what is read besides the conditions', () => {
    const [shape] = shapes('SELECT t.a, max(b) FROM t WHERE c = $1 GROUP BY d ORDER BY e');
    expect(shape?.columns.map(({ column }) => column).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(shape?.conditionColumns.map(({ column }) => column)).toEqual(['c']);
    expect([shape?.readsAll, shapes('SELECT t.* FROM t')[0]?.readsAll]).toEqual([false, true]);
    expect(shapes('SELECT count(*) FROM t')[0]?.readsAll).toBe(false);
  });

  it('tells what no aggregate can stand in for', () => {
    const isPlain = (text: string) => shapes(text)[0]?.isPlain;
    expect(isPlain('SELECT a, count(*) FROM t GROUP BY a')).toBe(true);
    expect(isPlain('SELECT DISTINCT a FROM t')).toBe(false);
    expect(isPlain('SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > $1')).toBe(false);
    expect(isPlain('SELECT a, lag(a) OVER (ORDER BY a) FROM t')).toBe(false);
    expect(isPlain('SELECT count(*) FILTER (WHERE b) FROM t')).toBe(false);
  });

  it('says that it does not know what is cut off or makes no sense', () => {
    for (const text of [
      '',
      'SELECT (((',
      ')))',
      `SELECT 'open`,
      'SELECT a FROM t WHERE b = $1 AND',
      `SELECT ${'(SELECT '.repeat(2_000)}1${')'.repeat(2_000)}`,
    ])
      expect(queryShapes(text), text.slice(0, 40)).toBeNull();
  });

  it('finds no query in what runs none', () => {
    for (const text of [
      'VACUUM t',
      'SET work_mem = $1',
      'BEGIN',
      'CREATE VIEW v AS SELECT 1 FROM t WHERE a = $1',
      'CREATE INDEX ON t (a) WHERE b = 1',
    ])
      expect(shapes(text), text).toEqual([]);
    expect(relations('CREATE TABLE u AS SELECT 1 FROM t')).toEqual([['?.t t']]);
    expect(relations('COPY (SELECT 1 FROM t) TO STDOUT')).toEqual([['?.t t']]);
    expect(relations('PREPARE p AS SELECT 1 FROM t')).toEqual([['?.t t']]);
  });

  it('reads what pg_stat_statements makes of constants', () => {
    expect(filters('SELECT interval $1, extract($2 FROM ts) FROM t WHERE a IN ($3 /*, ... */)')).toEqual([
      'a',
    ]);
  });
});
