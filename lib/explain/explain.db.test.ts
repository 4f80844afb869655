import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, startTimescale } from '@/lib/embedded/test-engines';
import type { AppError } from '@/lib/errors';
import { planOf } from '@/lib/plans/query/testing/recorded-plan';
import { takeArtifacts } from '@/lib/rules/testing/take-snapshot';
import { treeStructure } from '@/lib/sql/table-index';
import { type ExplainRequest, explainStatement } from './explain';
import { checkHypotheticalIndex } from './hypothetical-index';

async function execute(url: string, ...statements: readonly string[]): Promise<pg.QueryResult[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const results: pg.QueryResult[] = [];
    for (const statement of statements) results.push(await client.query(statement));
    return results;
  } finally {
    await client.end();
  }
}

const on = (url: string, sql: string, over: Partial<ExplainRequest> = {}) =>
  explainStatement({ target: { url }, sql, snapshot: null, ...over });
const nodesOf = async (explained: ReturnType<typeof on>) =>
  planOf(JSON.stringify((await explained).document)).nodes.map(({ type }) => type);

async function refusal(explained: Promise<unknown>): Promise<string> {
  const error = await explained.then(
    () => null,
    (reason: AppError) => reason,
  );
  expect(error).toMatchObject({ name: 'AppError', code: 'bad-request' });
  return `${error?.message} ${error?.hint ?? ''}`;
}

const TABLES = `
  CREATE TABLE t (id int PRIMARY KEY, a int, note text);
  INSERT INTO t SELECT i, i % 10, 'n' FROM generate_series(1, 2000) i;
  ANALYZE t;`;

describe.each([13, 14, 15, 16, 17, 18])('explaining on PostgreSQL %i', (major) => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await freshDatabase(major));
    await execute(url, TABLES);
  });

  it('plans for any value, for given values, and runs what only reads', async () => {
    expect(await on(url, 'SELECT * FROM t WHERE id = $1; -- why')).toMatchObject({ kind: 'generic' });
    // A generic plan of a key finds one row through its index; folded NULLs would leave a Result.
    expect(await nodesOf(on(url, 'SELECT * FROM t WHERE id = $1'))).toEqual(['Index Scan']);
    expect(await on(url, 'SELECT * FROM t WHERE id < $1', { parameters: ['5'] })).toMatchObject({
      kind: 'values',
    });
    expect(await nodesOf(on(url, 'DELETE FROM t WHERE id = $1'))).toEqual(['ModifyTable', 'Index Scan']);
    const analyzed = await on(url, 'SELECT a, count(*) FROM t WHERE id < $1 GROUP BY 1', {
      parameters: ['900'],
      analyze: true,
    });
    const plan = planOf(JSON.stringify(analyzed.document));
    expect(analyzed.kind).toBe('analyzed');
    expect(plan).toMatchObject({ isAnalyzed: true, root: { actualRows: 10 } });
    expect(plan.root.buffers?.sharedHit).toBeGreaterThan(0);
  });

  it('takes values of its statistics for a partitioned table, so that partitions are left', async () => {
    await execute(
      url,
      'CREATE TABLE p (id int, v int) PARTITION BY RANGE (id)',
      'CREATE TABLE p0 PARTITION OF p FOR VALUES FROM (0) TO (100)',
      'CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (100) TO (200)',
      'INSERT INTO p SELECT i, i FROM generate_series(0, 199) i',
      'ANALYZE p',
    );
    const snapshot = await takeArtifacts(url, ['tables']);
    const explained = await on(url, 'SELECT * FROM p WHERE id = $1', { snapshot });
    expect(explained).toMatchObject({
      kind: 'sample-values',
      samples: [{ basis: 'statistics of the column' }],
    });
    expect(JSON.stringify(explained.document)).toMatch(/"Relation Name":"p[01]"/);
  });

  // No engine of the tests has hypopg: what it answers is recorded in lib/answers/hypothetical-index.test.ts.
  it('asks about no index where hypopg is not made, and says whether the server has its files', async () => {
    const structure = treeStructure([{ column: 'a', isDescending: false }], null);
    const check = await checkHypotheticalIndex({
      target: { url },
      index: { schema: 'public', tableName: 't', structure, chunks: null },
      statements: ['SELECT * FROM t WHERE a = $1'],
      snapshot: null,
    });
    expect(check).toMatchObject({
      hypopg: { schema: null, version: null, availableVersion: null },
      server: { major },
    });
    expect(check).not.toHaveProperty('statements');
  });

  it('takes what pg_stat_statements made of a typed literal', async () => {
    expect(await nodesOf(on(url, 'SELECT now() - interval $1 FROM t WHERE id = $2'))).toEqual([
      'Index Only Scan',
    ]);
  });
});

describe('what is refused', () => {
  let url: string;
  let readerUrl: string;
  beforeAll(async () => {
    ({ url } = await freshDatabase(17));
    const role = `reader_${Date.now()}`;
    await execute(
      url,
      TABLES,
      'CREATE SEQUENCE s',
      'CREATE EXTENSION dblink',
      'CREATE EXTENSION pg_trgm',
      'CREATE FUNCTION kills(pid int) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$ SELECT false $$',
      'CREATE FUNCTION raises() RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION $r$the planner ran it$r$; END $$',
      'CREATE FUNCTION same(a int, b int) RETURNS boolean LANGUAGE sql AS $$ SELECT a = b $$',
      'CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = same)',
      'CREATE VIEW innocent AS SELECT t.*, pg_try_advisory_lock(7) FROM t',
      `CREATE ROLE ${role} LOGIN`,
      `GRANT SELECT ON t TO ${role}`,
    );
    const reader = new URL(url);
    reader.username = role;
    readerUrl = reader.href;
  });

  it('to be run: everything that is not proved to read alone', async () => {
    const reasons: Readonly<Record<string, RegExp>> = {
      'DELETE FROM t': /DELETE would change rows/,
      'WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x': /WITH query/,
      'SELECT * FROM t FOR UPDATE': /lock rows/,
      "SELECT nextval('s')": /nextval is volatile/,
      'SELECT pg_terminate_backend(1)': /pg_terminate_backend is volatile/,
      'SELECT pg_catalog.pg_sleep(9)': /pg_sleep is volatile/,
      "SELECT * FROM dblink('', 'SELECT 1') AS x(a int)": /dblink is volatile/,
      "SELECT set_config('a.b', 'c', true)": /set_config is volatile/,
      "SELECT pg_read_file('/etc/passwd')": /pg_read_file is volatile/,
      "SELECT table_to_xml('t', true, true, '')": /runs SQL/,
      'SELECT random()': /random is volatile/,
      'SELECT kills(1)': /kills is of this database/,
      'SELECT 1 === 1': /=== is volatile/,
      'SELECT * FROM innocent': /pg_try_advisory_lock is volatile/,
      'SELECT * FROM t WHERE id = $1': /without values/,
    };
    for (const [sql, reason] of Object.entries(reasons))
      expect(await refusal(on(url, sql, { analyze: true })), sql).toMatch(reason);
    expect(
      await on(url, `SELECT similarity(note, 'n') FROM t WHERE lower(note) = 'n'`, { analyze: true }),
    ).toMatchObject({ kind: 'analyzed' });
    expect((await execute(url, 'SELECT count(*)::int AS n FROM t'))[0]?.rows[0].n).toBe(2_000);
  });

  it('to be planned: several statements, commands, wrong numbers of values, and functions that a superuser would run', async () => {
    expect(await refusal(on(url, 'SELECT 1; DROP TABLE t'))).toMatch(/2 statements/);
    expect(await refusal(on(url, 'COMMIT'))).toMatch(/has no plan/);
    expect(await refusal(on(url, 'SELECT $1', { parameters: ['1', '2'] }))).toMatch(/1 parameters, 2 values/);
    expect(await refusal(on(url, 'SELECT raises()'))).toMatch(/Planning may run raises/);
    expect(await refusal(on(readerUrl, 'SELECT raises()'))).toMatch(/P0001/);
    expect(await nodesOf(on(url, 'SELECT pg_terminate_backend(1)'))).toEqual(['Result']);
  });

  it('in words without the values of the statement', async () => {
    const secret = 'hunter2-swordfish';
    const said = [
      await refusal(on(url, `SELECT * FROM t WHERE id = '${secret}'`)),
      await refusal(on(url, `SELECT * FROM t WHERE id = $1`, { parameters: [secret] })),
      await refusal(on(url, `SELECT * FROM t WHERE note = '${secret}' AN id = 1`)),
      await refusal(on(url, `SELECT '${secret}'::date`)),
      await refusal(on(readerUrl, `SELECT * FROM innocent WHERE note = '${secret}'`)),
      await refusal(on(url, `SELECT nothere FROM t WHERE note = '${secret}'`)),
    ];
    for (const words of said) expect(words).not.toContain('hunter2');
    expect(said[4]).toMatch(/permission denied for view innocent/);
    expect(said[5]).toMatch(/column "nothere" does not exist/);
  });

  it('leaves nothing behind: no transaction, no prepared statement, no connection', async () => {
    const open = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'chunkwise' AND datname = current_database()`;
    await on(url, 'SELECT * FROM t WHERE id = $1');
    await refusal(on(url, 'SELECT nothere FROM t'));
    expect((await execute(url, open))[0]?.rows[0].n).toBe(0);
  });
});

describe('explaining on TimescaleDB', () => {
  const started = startTimescale();
  afterAll(async () => (await started).stop());

  it('takes values of the newest chunk and of the statistics, so that chunks are left', async () => {
    const { url } = await started;
    await execute(
      url,
      `CREATE TABLE metrics ("time" timestamptz NOT NULL, device text, value float8)`,
      `SELECT create_hypertable('metrics', by_range('time', interval '1 day'))`,
      `INSERT INTO metrics SELECT now() - i * interval '1 hour', 'd' || i % 5, i FROM generate_series(1, 240) i`,
      'ANALYZE metrics',
    );
    const snapshot = await takeArtifacts(url, ['hypertables', 'chunks']);
    const sql =
      'SELECT avg(value) FROM metrics WHERE "time" > $1 AND "time" < $2 AND device = $3 AND value > $4 LIMIT $5';
    const explained = await on(url, sql, { snapshot });
    expect(explained.kind).toBe('sample-values');
    expect(explained.samples.map(({ basis }) => basis)).toEqual([
      'the newest chunk',
      'the newest chunk',
      'statistics of the column',
      'statistics of the column',
      'a plain bigint',
    ]);
    expect(JSON.stringify(explained.document)).toMatch(/_hyper_\d+_\d+_chunk/);
    // All connections to this engine share one session, as those of a pooler may: what stays prepared is in the way of the next.
    expect((await on(url, sql, { snapshot })).kind).toBe('sample-values');
    expect(await refusal(on(url, 'SELECT 1 / 0 FROM metrics WHERE device = $1'))).toMatch(/22012/);
    expect((await execute(url, 'SELECT name FROM pg_prepared_statements'))[0]?.rows).toEqual([]);
    const run = await on(url, sql, {
      snapshot,
      analyze: true,
      parameters: explained.samples.map(({ value }) => value),
    });
    expect(planOf(JSON.stringify(run.document)).root.actualRows).toBe(1);
    expect(await refusal(on(url, `SELECT drop_chunks('metrics', now())`, { analyze: true }))).toMatch(
      /drop_chunks is volatile/,
    );
  });
});
