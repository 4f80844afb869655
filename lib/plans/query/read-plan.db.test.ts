import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import type { QueryPlan } from './plan';
import { planOf } from './testing/recorded-plan';

const MAJORS = [13, 14, 15, 16, 17, 18];

const TABLES = `
  CREATE TABLE a (id int PRIMARY KEY, note text);
  CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a, "at" timestamptz);
  CREATE TABLE p (id int, v int) PARTITION BY RANGE (id);
  CREATE TABLE p0 PARTITION OF p FOR VALUES FROM (0) TO (10);
  CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (10) TO (20);
  INSERT INTO a SELECT i, 'n' || i FROM generate_series(1, 3000) i;
  INSERT INTO b SELECT i, i, now() FROM generate_series(1, 3000) i;
  ANALYZE;`;

/** Each with nodes or lines that the text format writes in a way of its own. */
const STATEMENTS = [
  `SELECT * FROM a LEFT JOIN b ON b.a = a.id WHERE a.note LIKE 'n1: (x)%' ORDER BY b."at" DESC LIMIT 5`,
  'SELECT note, count(*) FROM a GROUP BY note HAVING count(*) > 1',
  'SELECT * FROM p WHERE v > (SELECT max(a) FROM b)',
  'WITH x AS MATERIALIZED (SELECT * FROM a) SELECT * FROM x u JOIN x v USING (id)',
  'SELECT *, (SELECT count(*) FROM b WHERE b.a = a.id) FROM a WHERE id NOT IN (SELECT a FROM b)',
  'SELECT id, row_number() OVER (ORDER BY id DESC) FROM a WHERE id = ANY (ARRAY[1, 2])',
  'SELECT * FROM a WHERE id < 9 FOR UPDATE',
  'UPDATE a SET note = note WHERE id = 3',
  'INSERT INTO b VALUES (5000, 1, now()) ON CONFLICT DO NOTHING',
  'SELECT id FROM a EXCEPT SELECT a FROM b',
  `SELECT * FROM generate_series(1, 3) g, (VALUES (1), (2)) v(x), LATERAL (SELECT x OFFSET 0) s`,
];

/** What rules and the screen read; the text format leaves some of the JSON format’s fields out. */
const essence = ({ nodes }: QueryPlan) =>
  nodes.map(({ type, depth, fields, plannedRows, cost, count }) => ({
    type,
    depth,
    count,
    plannedRows,
    cost,
    relation: fields['Relation Name'],
    index: fields['Index Name'],
    join: fields['Join Type'],
    strategy: fields.Strategy === 'Plain' ? undefined : fields.Strategy,
    filter: fields.Filter,
    condition: fields['Index Cond'],
    sortKey: fields['Sort Key'],
    operation: fields.Operation,
    subplan: fields['Subplan Name'],
    cte: fields['CTE Name'],
  }));

describe.each(MAJORS)('PostgreSQL %i', (major) => {
  it('says the same in text and in JSON', async () => {
    const client = new pg.Client({ connectionString: (await freshDatabase(major)).url });
    await client.connect();
    try {
      await client.query(TABLES);
      for (const statement of STATEMENTS) {
        const text = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (VERBOSE) ${statement}`);
        const json = await client.query<{ 'QUERY PLAN': unknown }>(
          `EXPLAIN (VERBOSE, FORMAT JSON) ${statement}`,
        );
        const read = planOf(text.rows.map((row) => row['QUERY PLAN']).join('\n'));
        expect(essence(read), statement).toEqual(essence(planOf(JSON.stringify(json.rows))));
      }
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN (ANALYZE, BUFFERS) ${STATEMENTS[0]}`,
      );
      const analyzed = planOf(rows.map((row) => row['QUERY PLAN']).join('\n'));
      expect(analyzed.executionSeconds).toBeGreaterThan(0);
      expect(analyzed.root.actualRows).not.toBeNull();
      expect(analyzed.root.buffers?.sharedHit).toBeGreaterThan(0);
    } finally {
      await client.end();
    }
  });
});
