import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, startTimescale } from '@/lib/embedded/test-engines';
import type { Advice } from '@/lib/rules/rule';
import { takeArtifacts } from '@/lib/rules/testing/take-snapshot';
import { planFindings } from './plan-findings';
import { madePlan, planOf } from './testing/recorded-plan';

let client: pg.Client;

async function connect(url: string): Promise<pg.Client> {
  const connected = new pg.Client({ connectionString: url });
  await connected.connect();
  return connected;
}

const firstCell = async (sql: string) => String(Object.values((await client.query(sql)).rows[0] ?? {})[0]);
const promised = (expected: string) => expected.split(' — ')[0];

const RUN = 'ANALYZE, BUFFERS, ';

/** What a rule finds in the plan of a statement as it runs now, or as it is only planned. */
async function finding(url: string, statement: string, rule: string, how = RUN) {
  const { rows } = await client.query(`EXPLAIN (${how}VERBOSE, FORMAT JSON) ${statement}`);
  const snapshot = await takeArtifacts(url, [
    'tables',
    'indexes',
    'columnStatistics',
    'hypertables',
    'hypertableColumns',
    'chunks',
  ]);
  const found = planFindings(planOf(JSON.stringify(rows)), { server: snapshot.server, snapshot });
  return found.find(({ rule: { id } }) => id === rule);
}

/** Found → precheck → steps → verified and gone → undone and back. */
async function tellStory(url: string, statement: string, rule: string): Promise<Advice> {
  const advice = (await finding(url, statement, rule))?.advice;
  if (!advice) throw new Error(`${rule} gives no advice for ${statement}`);
  if (advice.precheck) expect(await firstCell(advice.precheck.sql)).toBe(promised(advice.precheck.expect));
  for (const { sql } of advice.steps) await client.query(sql);
  expect(await firstCell(advice.verify.sql), advice.verify.sql).toBe(promised(advice.verify.expect));
  expect(await finding(url, statement, rule), `${rule} after its advice`).toBeUndefined();
  if ('impossible' in advice.undo) return advice;
  for (const { sql } of advice.undo) await client.query(sql);
  expect(await finding(url, statement, rule), `${rule} after the undo`).toBeDefined();
  return advice;
}

describe('the advice on a plan of PostgreSQL', () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await freshDatabase(17));
    const setup = await connect(url);
    await setup.query(`
      CREATE TABLE "Orders" (id int, "the customer" int, state text, note text) WITH (autovacuum_enabled = off);
      INSERT INTO "Orders" SELECT i, i % 5000, CASE WHEN i % 2 = 0 THEN 'paid' ELSE 'open' END, repeat(md5(i::text), 3) FROM generate_series(1, 40000) i;
      CREATE TABLE events (id int, tenant int, code varchar(20)) PARTITION BY RANGE (id);
      CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (0) TO (20000);
      CREATE TABLE events_new PARTITION OF events FOR VALUES FROM (20000) TO (40001);
      INSERT INTO events SELECT i, i % 4000, 'c' || i FROM generate_series(1, 40000) i;
      CREATE TABLE pairs (a int, b int) WITH (autovacuum_enabled = off);
      INSERT INTO pairs SELECT i % 100, i % 100 FROM generate_series(1, 50000) i;`);
    // Else the inserts would be counted after the ANALYZE, as changes since.
    await setup.query('SELECT pg_stat_force_next_flush()');
    await setup.query('ANALYZE');
    await setup.query(`
      CREATE TABLE fresh (a int) WITH (autovacuum_enabled = off);
      INSERT INTO fresh SELECT 1 FROM generate_series(1, 20000) i;
      CREATE TABLE visible (a int) WITH (autovacuum_enabled = off);
      INSERT INTO visible SELECT i FROM generate_series(1, 20000) i;
      CREATE INDEX ON visible (a);`);
    const name = (await setup.query('SELECT current_database() AS name')).rows[0].name;
    await setup.query(`ALTER DATABASE ${name} SET work_mem = '64kB'`);
    await setup.query(`ALTER DATABASE ${name} SET max_parallel_workers_per_gather = 0`);
    await setup.end();
    client = await connect(url);
  });
  afterAll(() => client.end());

  it('builds the index that a selective scan lacks', async () => {
    const advice = await tellStory(
      url,
      `SELECT * FROM "Orders" WHERE state = 'paid' AND "the customer" = 8 AND id > 3 AND note LIKE 'c%'`,
      'plan/seq-scan-selective',
    );
    expect(advice.steps[0]?.sql).toBe(
      'CREATE INDEX CONCURRENTLY "Orders_the customer_idx" ON "public"."Orders" USING btree ("the customer");',
    );
  });

  it('builds it on every partition, beside writers, also where one condition names a varchar as text', async () => {
    for (const [condition, column] of [
      ['tenant = 77', 'tenant'],
      [`code = 'c77'`, 'code'],
    ]) {
      const advice = await tellStory(
        url,
        `SELECT * FROM events WHERE ${condition}`,
        'plan/seq-scan-selective',
      );
      expect(advice.steps.map(({ sql }) => sql)).toEqual([
        `CREATE INDEX "events_${column}_idx" ON ONLY "public"."events" USING btree ("${column}");`,
        `CREATE INDEX CONCURRENTLY "events_new_${column}_idx" ON "public"."events_new" USING btree ("${column}");`,
        `ALTER INDEX "public"."events_${column}_idx" ATTACH PARTITION "public"."events_new_${column}_idx";`,
        `CREATE INDEX CONCURRENTLY "events_old_${column}_idx" ON "public"."events_old" USING btree ("${column}");`,
        `ALTER INDEX "public"."events_${column}_idx" ATTACH PARTITION "public"."events_old_${column}_idx";`,
      ]);
    }
  });

  it('builds none for a column that is cast, and says that it is', async () => {
    const statement = `SELECT * FROM "Orders" WHERE "the customer"::text = '12'`;
    const scan = await finding(url, statement, 'plan/seq-scan-selective');
    expect(scan).toBeDefined();
    expect(scan?.advice).toBeUndefined();
    expect(await finding(url, statement, 'plan/cast-on-column')).toMatchObject({
      title: 'Seq Scan on Orders: the customer is cast to text',
      detail: expect.stringContaining('Pass the value as integer:'),
    });
    const served = await finding(url, `SELECT * FROM events WHERE code = 'c77'`, 'plan/cast-on-column');
    expect(served).toBeUndefined();
  });

  it('finds the same scan in a plan that was not run, also where workers share it', async () => {
    const statement = 'SELECT * FROM "Orders" WHERE "the customer" = 7';
    const planned = () => finding(url, statement, 'plan/seq-scan-selective', '');
    const alone = await planned();
    expect(alone?.title).toBe('Seq Scan on Orders reads 40,000 rows for about 8');
    expect(alone?.advice?.steps[0]?.sql).toContain('("the customer")');
    for (const setting of [
      'max_parallel_workers_per_gather = 2',
      'parallel_setup_cost = 0',
      'min_parallel_table_scan_size = 0',
    ])
      await client.query(`SET ${setting}`);
    const shared = await planned();
    await client.query('RESET ALL');
    expect(shared).toMatchObject({
      title: expect.stringMatching(/^Parallel Seq Scan/),
      advice: alone?.advice,
    });
    expect(shared?.facts.expectedRows).toBeCloseTo(Number(alone?.facts.expectedRows), -1);
  });

  it('gives the session memory for a sort', async () => {
    await tellStory(url, 'SELECT * FROM "Orders" ORDER BY note', 'plan/sort-on-disk');
  });

  it('analyses a table that never was, and tells what columns have to do with each other', async () => {
    await tellStory(url, 'SELECT * FROM fresh WHERE a = 1', 'plan/rows-misestimated');
    const advice = await tellStory(
      url,
      'SELECT * FROM pairs WHERE a = 5 AND b = 5',
      'plan/rows-misestimated',
    );
    expect(advice.steps[0]?.sql).toContain('CREATE STATISTICS "public"."pairs_a_b_stat"');
  });

  it('lets VACUUM mark what an index-only scan need not look at', async () => {
    await tellStory(url, 'SELECT a FROM visible WHERE a < 15000 ORDER BY a', 'plan/heap-fetches');
  });

  it('turns compiling off for a session', async () => {
    const plan = madePlan(
      { 'Node Type': 'Result' },
      { 'Execution Time': 900, JIT: { Timing: { Total: 400 } } },
    );
    const advice = planFindings(plan, { server: null, snapshot: null })[0]?.advice;
    for (const { sql } of advice?.steps ?? []) await client.query(sql);
    expect(await firstCell(advice?.verify.sql ?? '')).toBe('off');
    if (advice && !('impossible' in advice.undo)) for (const { sql } of advice.undo) await client.query(sql);
    expect(await firstCell('SHOW jit')).toBe('on');
  });
});

describe('the advice on a plan of TimescaleDB', () => {
  it('builds the index on every chunk of the hypertable', async () => {
    const engine = await startTimescale();
    client = await connect(engine.url);
    try {
      await client.query(`
        CREATE TABLE metrics ("time" timestamptz NOT NULL, device int, value float8);
        SELECT create_hypertable('metrics', by_range('time', interval '1 day'));
        INSERT INTO metrics SELECT '2026-01-01'::timestamptz + i * interval '10 seconds', i % 3000, i FROM generate_series(1, 24000) i;
        ANALYZE metrics;`);
      const advice = await tellStory(
        engine.url,
        'SELECT * FROM metrics WHERE device = 7',
        'plan/seq-scan-selective',
      );
      expect(advice.steps[0]?.sql).toContain('USING btree ("device", "time" DESC)');
    } finally {
      await client.end();
      await engine.stop();
    }
  });
});
