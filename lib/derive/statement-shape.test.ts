import { describe, expect, it } from 'vitest';
import { queryShapes } from './statement-shape';

const filters = (text: string) =>
  queryShapes(text).flatMap(({ equalities }) =>
    equalities.map(({ alias, column }) => (alias === null ? column : `${alias}.${column}`)),
  );
const relations = (text: string) =>
  queryShapes(text).map((shape) =>
    shape.relations.map(
      (relation) => relation && `${relation.schema ?? '?'}.${relation.name} ${relation.alias}`,
    ),
  );
const groups = (text: string) =>
  queryShapes(text)[0]?.groupBy?.map((expression) => expression.map((token) => token.text).join(' ')) ?? null;

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
      ['site', 'device_id'],
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
    expect(queryShapes(text).flatMap(({ ranges }) => ranges.map(({ column }) => column))).toEqual(expected);
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
    expect(relations('INSERT INTO u SELECT * FROM t ON CONFLICT DO UPDATE SET a = $1')).toEqual([['?.t t']]);
    expect(relations('SELECT 1 FROM t FOR UPDATE')).toEqual([['?.t t']]);
    expect(relations('UPDATE t SET a = $1')).toEqual([['?.t t']]);
  });

  it('groups by expressions, their numbers and their names alike', () => {
    const bucket = 'time_bucket ( $1 , time )';
    expect(groups('SELECT time_bucket($1, time) AS b, device, avg(v) FROM t GROUP BY 1, 2')).toEqual([
      bucket,
      'device',
    ]);
    expect(groups('SELECT time_bucket($1, time) b, avg(v) FROM t GROUP BY b')).toEqual([bucket]);
    expect(groups('SELECT avg(v) FROM t GROUP BY time_bucket($1, time), (device)')).toEqual([
      bucket,
      '( device )',
    ]);
    expect(groups('SELECT avg(v) FROM t')).toEqual([]);
    expect(groups('SELECT avg(v) FROM t GROUP BY ROLLUP (a, b)')).toBeNull();
  });

  it('tells what no aggregate can stand in for', () => {
    const isPlain = (text: string) => queryShapes(text)[0]?.isPlain;
    expect(isPlain('SELECT a, count(*) FROM t GROUP BY a')).toBe(true);
    expect(isPlain('SELECT DISTINCT a FROM t')).toBe(false);
    expect(isPlain('SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > $1')).toBe(false);
    expect(isPlain('SELECT a, lag(a) OVER (ORDER BY a) FROM t')).toBe(false);
    expect(isPlain('SELECT count(*) FILTER (WHERE b) FROM t')).toBe(false);
  });

  it('bears what is cut off or makes no sense', () => {
    for (const text of [
      '',
      'SELECT',
      'SELECT (((',
      ')))',
      `SELECT 'open`,
      'select select from where group by,,',
    ])
      expect(() => queryShapes(text)).not.toThrow();
  });
});
