import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '@/lib/embedded/job-runner';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './decompression-limit-hit';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const LIMIT = 'timescaledb.max_tuples_decompressed_per_dml_transaction';

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE metrics (time timestamptz NOT NULL, device int, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE metrics SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = 'time DESC')`,
    `INSERT INTO metrics SELECT now() - i * interval '1 minute', i % 3, i FROM generate_series(0, 3000) i`,
    `SELECT compress_chunk(c) FROM show_chunks('metrics') c`,
    // The engine has one session for all, where what a role has set does not count: the procedure sets it for itself.
    `CREATE PROCEDURE correct(job_id int, config jsonb) LANGUAGE plpgsql SET ${LIMIT} = 5 AS
       'BEGIN UPDATE metrics SET value = 0 WHERE value > 100; END'`,
    `SELECT add_job('correct', interval '1 hour')`,
  ]);
  await runDueJobs(engine.url);
});
afterAll(() => engine?.stop());

const one = async () => (await findings(engine.url, rule))[0];

describe('columnstore/decompression-limit-hit on a real engine', () => {
  it('knows the words of TimescaleDB, raises the limit of the owner, and takes that back', async () => {
    const finding = await one();
    expect(finding).toMatchObject({ subject: ['job', '1000'], facts: { consecutiveFailures: 1 } });
    const advice = finding?.advice;
    if (!advice || 'impossible' in advice.undo) throw new Error('expected advice that can be undone');
    await run(
      engine.url,
      advice.steps.map(({ sql }) => sql),
    );
    const verified = async () => (await run(engine.url, [advice.verify.sql]))?.rows.map(Object.values);
    expect(await verified()).toEqual([[advice.verify.expect.split(' — ')[0]]]);
    expect((await one())?.facts.limitRows, 'what the owner has now').toBe(1_000_000);
    await run(
      engine.url,
      advice.undo.map(({ sql }) => sql),
    );
    expect(await verified()).toEqual([]);
    expect((await one())?.facts.limitRows).toBe(100_000);
  });

  it('is over once a run has succeeded', async () => {
    await run(engine.url, [
      `ALTER PROCEDURE correct(int, jsonb) SET ${LIMIT} = 100000`,
      `UPDATE _timescaledb_internal.bgw_job_stat SET next_start = now() - interval '1 second'`,
    ]);
    await runDueJobs(engine.url);
    expect(await one()).toBeUndefined();
  });
});
