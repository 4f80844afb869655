import { afterAll, beforeAll, expect, it } from 'vitest';
import { collectTiers, type Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startTimescale } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { run } from '../testing/advice-story';
import { statement } from '../testing/statement-rows';
import rule from './workload-candidate';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE "odd ""metrics" (time timestamptz NOT NULL, "de.vice" int, site text, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO "odd ""metrics" SELECT now() - i * INTERVAL '20 seconds', i % 3, 'x', i FROM generate_series(1, 15000) i`,
    `ANALYZE "odd ""metrics"`,
  ]);
});
afterAll(() => engine?.stop());

/**
 * The engine keeps no pg_stat_statements: the statements are recorded ones, everything else is what is there. So is the
 * life of the advice, which `tellAdviceStory` would look for in a snapshot of the engine alone.
 */
async function look() {
  const database = openDatabase({ url: engine.url });
  try {
    const server = await probeServer(database);
    const collected = await collectTiers(database, server, ['standard', 'catalog']);
    const collectedAt = new Date().toISOString();
    const statsResetAt = new Date(Date.now() - 7 * 86_400_000).toISOString();
    const nested = (width: string) =>
      statement(
        `SELECT time_bucket('${width}', time), max(value), avg(value), count(*) FROM "odd ""metrics" GROUP BY 1`,
        { totalSeconds: 6_000, statsResetAt },
      );
    const rows = [
      nested('1 hour'),
      nested('1 day'),
      statement(
        `SELECT time_bucket($1, time), "de.vice", avg(value), first(value, time), count(*), stddev(value)
           FROM "odd ""metrics" WHERE "de.vice" = $2 AND site = $3 GROUP BY 1, 2`,
        { totalSeconds: 6_000, statsResetAt },
      ),
    ];
    const artifacts = { ...collected, statements: { status: 'ok' as const, rows, collectedAt, tookMs: 1 } };
    const snapshot: Snapshot = { databaseId: 'test', takenAt: collectedAt, server, artifacts };
    return runRule(rule, snapshot, Date.now(), {}).findings;
  } finally {
    await database.close();
  }
}

/** Of the statement that groups by device; the others, of nesting buckets, group by time alone. */
const of = (relation: string, names: number) => async () =>
  (await look()).find(({ subject }) => subject[1] === relation && subject.length === names);
const finding = of('odd "metrics', 4);
const nestingFinding = of('odd "metrics', 2);
/** Once the aggregate is there, the queries that were counted are to ask it. */
const askInstead = of('odd "metrics_hourly', 4);
const askNestedInstead = of('odd "metrics_hourly', 2);

const firstCell = async (sql: string) =>
  String(Object.values((await run(engine.url, [sql]))?.rows[0] ?? { none: 'no row' })[0]);

const JOB = `SELECT max(job_id) FROM timescaledb_information.jobs WHERE proc_name = 'policy_refresh_continuous_aggregate'`;

it('makes an aggregate that holds what was asked, and goes again', async () => {
  const found = await finding();
  expect(found?.facts).toMatchObject({ bucketSeconds: 3_600 });
  const advice = found?.advice;
  if (!advice?.precheck || 'impossible' in advice.undo) throw new Error('no advice');
  expect(await firstCell(advice.precheck.sql)).toBe('true');
  await run(
    engine.url,
    advice.steps.map(({ sql }) => sql),
  );
  expect(await firstCell(advice.verify.sql)).toBe('1');
  expect(await finding()).toBeUndefined();
  expect((await askInstead())?.title).toBe('Ask public.odd "metrics_hourly instead of public.odd "metrics');
  // Those that TimescaleDB makes by itself, for the bucket and each column, and the one for both columns together.
  const indexes = await firstCell(
    `SELECT string_agg(pg_get_indexdef(i.indexrelid), ';' ORDER BY 1) FROM pg_index i JOIN _timescaledb_catalog.hypertable h
       ON i.indrelid = format('%I.%I', h.schema_name, h.table_name)::regclass WHERE h.table_name LIKE '_materialized%'`,
  );
  const keys = indexes.split(';').map((definition) => /\((.*)\)/.exec(definition)?.[1]);
  expect(keys.sort()).toEqual([
    '"de.vice", bucket DESC',
    '"de.vice", site, bucket DESC',
    'bucket DESC',
    'site, bucket DESC',
  ]);
  // Three days of policy, of more than three days of rows: nothing is passed over.
  await run(engine.url, [`CALL run_job(${await firstCell(JOB)})`]);
  expect(await firstCell(`SELECT sum("count")::int FROM "odd ""metrics_hourly"`)).toBe('15000');
  await run(
    engine.url,
    advice.undo.map(({ sql }) => sql),
  );
  expect(await firstCell(advice.precheck.sql)).toBe('true');
  expect(await finding()).toBeDefined();
});

it('makes wider buckets on the finest, with the same numbers', async () => {
  const advice = (await nestingFinding())?.advice;
  if (!advice || 'impossible' in advice.undo) throw new Error('no advice');
  await run(
    engine.url,
    advice.steps.map(({ sql }) => sql),
  );
  expect(await firstCell(advice.verify.sql)).toBe('2');
  expect(await firstCell(`SELECT sum("count")::int FROM "odd ""metrics_daily"`)).toBe('15000');
  expect(await firstCell(`SELECT max("max_value")::int FROM "odd ""metrics_daily"`)).toBe('15000');
  expect(await nestingFinding()).toBeUndefined();
  expect((await askNestedInstead())?.facts.statements).toBe(2);
  const average = `SELECT (sum(sum_value) / sum(count_value))::float8 FROM "odd ""metrics_daily"`;
  expect(await firstCell(average)).toBe(await firstCell(`SELECT avg(value) FROM "odd ""metrics"`));
  await run(
    engine.url,
    advice.undo.map(({ sql }) => sql),
  );
  expect(await nestingFinding()).toBeDefined();
});
