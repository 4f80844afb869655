import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectTiers } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startTimescale } from '@/lib/embedded/test-engines';
import { run } from '@/lib/rules/testing/advice-story';
import { type PolicyPlan, policyPlans } from './policy-plan';
import type { Answers } from './resolve';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE "odd ""metrics" (time timestamptz NOT NULL, device int, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE "odd ""metrics" SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device')`,
    `INSERT INTO "odd ""metrics" SELECT now() - i * INTERVAL '1 hour', i % 3, i FROM generate_series(1, 240) i`,
    `CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, device, avg(value) FROM "odd ""metrics" GROUP BY 1, 2 WITH NO DATA`,
    `CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 day', bucket) AS day, device, max(avg) FROM hourly GROUP BY 1, 2 WITH NO DATA`,
    `ALTER MATERIALIZED VIEW hourly SET (timescaledb.enable_columnstore = true)`,
    `CALL add_columnstore_policy('"odd ""metrics"', after => INTERVAL '8 days')`,
    `SELECT add_retention_policy('"odd ""metrics"', drop_after => INTERVAL '6 days')`,
    `SELECT add_continuous_aggregate_policy('hourly', start_offset => NULL, end_offset => NULL, schedule_interval => INTERVAL '1 hour')`,
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `CREATE MATERIALIZED VIEW met WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, avg(value) FROM readings GROUP BY 1 WITH NO DATA`,
    `ALTER MATERIALIZED VIEW met SET (timescaledb.enable_columnstore)`,
    `SELECT add_continuous_aggregate_policy('met', NULL, INTERVAL '1 hour', INTERVAL '1 hour')`,
    `CALL add_columnstore_policy('met', after => INTERVAL '2 days')`,
    `CREATE TABLE shared (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO shared SELECT now() - i * INTERVAL '1 hour', i FROM generate_series(1, 480) i`,
    `CREATE MATERIALIZED VIEW shared_hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, avg(value) FROM shared GROUP BY 1 WITH NO DATA`,
    `SELECT add_continuous_aggregate_policy('shared_hourly', INTERVAL '2 days', INTERVAL '1 hour', INTERVAL '1 hour')`,
    `SELECT add_continuous_aggregate_policy('shared_hourly', INTERVAL '30 days', INTERVAL '2 days', INTERVAL '1 day')`,
    `SELECT add_retention_policy('shared', drop_after => INTERVAL '25 days')`,
    `CREATE MATERIALIZED VIEW shared_real WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
       SELECT time_bucket('1 hour', time) AS bucket, count(*) FROM shared GROUP BY 1 WITH NO DATA`,
    `CREATE TABLE ticks (tick bigint NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 1000))`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(0, 9999) i`,
    `CREATE FUNCTION now_tick() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 9999::bigint'`,
    `SELECT set_integer_now_func('ticks', 'now_tick')`,
    `ALTER TABLE ticks SET (timescaledb.enable_columnstore)`,
    `CALL add_columnstore_policy('ticks', after => 5000::bigint)`,
    `SELECT add_retention_policy('ticks', drop_after => 4000::bigint)`,
  ]);
});
afterAll(() => engine?.stop());

const asIs: Answers = { keep: () => undefined };

async function plans(answers = asIs): Promise<Record<string, PolicyPlan>> {
  const database = openDatabase({ url: engine.url });
  try {
    const server = await probeServer(database);
    const artifacts = await collectTiers(database, server, ['standard', 'catalog']);
    const { hypertables, chunks, policies, continuousAggregates } = artifacts;
    if (
      hypertables?.status !== 'ok' ||
      chunks?.status !== 'ok' ||
      policies?.status !== 'ok' ||
      continuousAggregates?.status !== 'ok' ||
      !server.timescale
    )
      throw new Error('not collected');
    const input = {
      hypertables: hypertables.rows,
      chunks: chunks.rows,
      policies: policies.rows,
      continuousAggregates: continuousAggregates.rows,
      timescale: server.timescale,
      nowMs: Date.now(),
      lateUnits: () => null,
    };
    return Object.fromEntries(
      policyPlans(input, answers).map((plan) => [plan.family[0]?.hypertable.name ?? '', plan]),
    );
  } finally {
    await database.close();
  }
}

const firstCell = async (sql: string) =>
  String(Object.values((await run(engine.url, [sql]))?.rows[0] ?? { none: 'no row' })[0]);
/** Every policy with its configuration, as text. */
const policiesNow = async () =>
  (
    await run(engine.url, [
      `SELECT job_id, proc_name, config, schedule_interval::text FROM timescaledb_information.jobs WHERE proc_name LIKE 'policy%' ORDER BY 1`,
    ])
  )?.rows ?? [];

describe('a set of policies on a real engine', () => {
  it('is one script that leaves nothing to say, and its undo puts back what was there', async () => {
    const before = await policiesNow();
    const plan = (await plans())['odd "metrics'];
    expect(plan?.conflicts.map(({ name, resolvedBy }) => `${name} ${resolvedBy !== null}`)).toEqual([
      'odd "metrics true',
      'hourly true',
      'hourly true',
      'hourly true',
      'daily true',
    ]);
    const script = plan?.script;
    if (!script) throw new Error('no script');
    await run(engine.url, [script.apply]);
    expect(await firstCell(script.verify.sql)).toBe(script.verify.expect.split(' — ')[0]);
    const settled = (await plans())['odd "metrics'];
    expect(settled).toMatchObject({ conflicts: [], script: null });
    await run(engine.url, [script.undo]);
    expect(await policiesNow()).toEqual(before);
    expect(await firstCell(script.verify.sql)).toBe('0');
  });

  it('narrows a refresh that meets its own columnstore, which then has nothing to convert again', async () => {
    const before = await policiesNow();
    const plan = (await plans()).readings;
    expect(plan?.conflicts).toMatchObject([
      {
        name: 'met',
        what: expect.stringContaining('converted after 2\u00a0d'),
        resolvedBy: expect.any(String),
      },
    ]);
    const script = plan?.script;
    if (!script) throw new Error('no script');
    expect(script.apply).not.toContain('compress_after');
    await run(engine.url, [script.apply]);
    expect(await firstCell(script.verify.sql)).toBe('1');
    expect((await plans()).readings).toMatchObject({ conflicts: [], script: null });
    const refreshJob = plan.lines.find(({ kind }) => kind === 'refresh')?.present?.jobId;
    // A row of twenty days ago arrives late, after its bucket was converted: the refresh leaves the bucket's chunk alone.
    await run(engine.url, [
      `INSERT INTO readings SELECT now() - i * INTERVAL '1 hour', i FROM generate_series(1, 600) i`,
      `CALL refresh_continuous_aggregate('met', NULL, NULL)`,
      `SELECT compress_chunk(c) FROM show_chunks('met', older_than => INTERVAL '2 days') c`,
      `INSERT INTO readings VALUES (now() - INTERVAL '20 days', 1000)`,
      `CALL run_job(${refreshJob})`,
    ]);
    const rewritten = `SELECT count(*) FROM _timescaledb_catalog.chunk WHERE status & 8 = 8`;
    expect(await firstCell(rewritten)).toBe('0');
    await run(engine.url, [script.undo]);
    expect(await policiesNow()).toEqual(before);
    // As it was, it rewrites it.
    await run(engine.url, [`CALL run_job(${refreshJob})`]);
    expect(await firstCell(rewritten)).not.toBe('0');
  });

  it('narrows one of two refreshes, and fills an aggregate before it adds its policy', async () => {
    const before = await policiesNow();
    const plan = (await plans()).shared;
    expect(plan?.conflicts.map(({ name, resolvedBy }) => `${name} ${resolvedBy !== null}`)).toEqual([
      'shared_hourly true',
      'shared_real true',
    ]);
    const script = plan?.script;
    if (!script) throw new Error('no script');
    const rows = () => firstCell(`SELECT sum(count) FROM shared_real`);
    const all = await rows();
    await run(engine.url, [...plan.fills, script.apply]);
    expect(await firstCell(script.verify.sql)).toBe('2');
    const added = await firstCell(`SELECT max(job_id) FROM timescaledb_information.jobs`);
    await run(engine.url, [`CALL run_job(${added})`]);
    expect(await rows()).toBe(all);
    expect((await plans()).shared).toMatchObject({ conflicts: [], script: null, fills: [] });
    await run(engine.url, [script.undo]);
    expect(await policiesNow()).toEqual(before);
    expect(await firstCell(script.verify.sql)).toBe('0');
  });

  it('works in units of integer time, and shows what a shorter retention deletes', async () => {
    const keepLess: Answers = {
      keep: ({ hypertable: { name } }) => (name === 'ticks' ? 3_000 : undefined),
    };
    const plan = (await plans(keepLess)).ticks;
    const script = plan?.script;
    if (!script) throw new Error('no script');
    const [dryRun] = plan.dryRuns;
    expect(await firstCell(dryRun?.sql ?? '')).toBe(dryRun?.expect.split(' — ')[0]);
    await run(engine.url, [script.apply]);
    expect(await firstCell(script.verify.sql)).toBe('2');
    expect((await plans(keepLess)).ticks).toMatchObject({ conflicts: [], script: null });
    await run(engine.url, [script.undo]);
    expect((await plans(keepLess)).ticks?.script?.apply).toBe(script.apply);
  });
});
