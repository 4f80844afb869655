import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '@/lib/embedded/job-runner';
import { startTimescale } from '@/lib/embedded/test-engines';
import type { Advice } from '../rule';
import { findings, run } from '../testing/advice-story';
import rule from './failing';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const jobs: Record<string, number> = {};

const PROCEDURE = '"send ""all"""';
const define = (name: string, body: string) =>
  `CREATE OR REPLACE PROCEDURE ${name}(job_id int, config jsonb) LANGUAGE plpgsql AS $$ BEGIN ${body} END $$`;
/** Lets every job that has run run again now. */
const DUE = `UPDATE _timescaledb_internal.bgw_job_stat SET next_start = now() - interval '1 second'`;

/** What three failures leave in the statistics, of one job or of all. */
const failedInARow = (jobId?: number) =>
  `UPDATE _timescaledb_internal.bgw_job_stat SET consecutive_failures = 3, last_run_success = false
     WHERE job_id = ${jobId ?? 'job_id'}`;

async function answer(check: { readonly sql: string } | undefined): Promise<string> {
  const result = await run(engine.url, [check?.sql ?? '']);
  return String(Object.values(result?.rows[0] ?? {})[0]);
}

const mine = async (name: string) =>
  (await findings(engine.url, rule)).find(({ subject }) => subject[1] === String(jobs[name]));

async function adviceOn(name: string): Promise<Advice> {
  const advice = (await mine(name))?.advice;
  if (!advice) throw new Error(`no advice on the job ${name}`);
  return advice;
}

beforeAll(async () => {
  engine = await startTimescale();
  const add = async (name: string, statement: string) => {
    const result = await run(engine.url, [statement]);
    jobs[name] = Number(Object.values(result?.rows[0] ?? {})[0]);
  };
  await run(engine.url, [
    `CREATE TABLE kept (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO kept SELECT now() - i * interval '1 day', i FROM generate_series(0, 40) i`,
    define(PROCEDURE, `RAISE EXCEPTION 'no % at %', 'host', config->>'to' USING ERRCODE = '08001';`),
    define(
      'stumble',
      `IF NOT EXISTS (SELECT FROM pg_class WHERE relname = 'tripped') THEN RETURN; END IF; RAISE 'once';`,
    ),
    define('work', ''),
  ]);
  await add('failing', `SELECT add_job('${PROCEDURE}', interval '1 hour', config => '{"to": "nowhere"}')`);
  await add('stumbling', `SELECT add_job('stumble', interval '1 hour')`);
  await add('working', `SELECT add_job('work', interval '1 hour')`);
  await add('retention', `SELECT add_retention_policy('kept', interval '30 days')`);
  await runDueJobs(engine.url);
  await run(engine.url, [DUE]);
  await runDueJobs(engine.url);
  await run(engine.url, [DUE, 'CREATE TABLE tripped ()']);
  await runDueJobs(engine.url);
  // So late that the next run of its retention drops it.
  await run(engine.url, [`INSERT INTO kept VALUES (now() - interval '60 days', 1)`]);
});
afterAll(() => engine?.stop());

describe('jobs/failing on a real engine', () => {
  it('finds the one that failed three times in a row, with its words, and neither the healthy nor the stumbling one', async () => {
    const found = await findings(engine.url, rule);
    expect(found.map(({ subject }) => subject)).toEqual([['job', String(jobs.failing)]]);
    expect(found[0]).toMatchObject({
      severity: 'warning',
      title: `Mend the job ${jobs.failing}, public.send "all"`,
      facts: { consecutiveFailures: 3, totalRuns: 3, sinceSuccessSeconds: null, scheduleSeconds: 3_600 },
    });
    expect(found[0]?.detail).toContain('08001 “no host at nowhere”');
  });

  it('shows the error, and after it is mended lets a worker run the job', async () => {
    const { steps, undo, verify } = await adviceOn('failing');
    const [inSession, byWorker] = steps.map(({ sql }) => sql);
    if (!inSession || !byWorker || 'impossible' in undo) throw new Error('expected two steps and an undo');
    await expect(run(engine.url, [inSession])).rejects.toThrow('no host at nowhere');

    await run(engine.url, [define(PROCEDURE, ''), inSession, byWorker]);
    await run(
      engine.url,
      undo.map(({ sql }) => sql),
    );
    expect(await runDueJobs(engine.url), 'due jobs after the undo').toBe(0);
    expect(await mine('failing'), 'the finding after the undo').toBeDefined();

    await run(engine.url, [byWorker]);
    expect(await runDueJobs(engine.url)).toBe(1);
    expect(await answer(verify)).toBe('true');
    expect(await mine('failing'), 'the finding after its advice was applied').toBeUndefined();
  });

  it('counts first what a retention job would delete', async () => {
    await run(engine.url, [failedInARow(jobs.retention)]);
    const { precheck, steps, deletesData } = await adviceOn('retention');
    expect(deletesData).toBe(true);
    expect(precheck?.expect).toMatch(/^1 — /);
    expect(await answer(precheck)).toBe('1');
    const chunks = { sql: `SELECT count(*) FROM show_chunks('kept')` };
    const before = Number(await answer(chunks));
    await run(engine.url, [steps[0]?.sql ?? '']);
    expect(Number(await answer(chunks))).toBe(before - 1);
  });

  it('knows the incompatibility of a PostgreSQL minor by the words of all jobs', async () => {
    await run(engine.url, [
      failedInARow(),
      `INSERT INTO _timescaledb_internal.bgw_job_stat_history (job_id, pid, execution_start, execution_finish, succeeded, data)
       SELECT job_id, 1, clock_timestamp(), clock_timestamp(), false, jsonb_build_object('error_data',
         jsonb_build_object('sqlerrcode', '24000', 'message', 'cannot drop portal "" while it is being set up'))
       FROM timescaledb_information.jobs`,
    ]);
    const found = await findings(engine.url, rule);
    expect(found).toMatchObject([{ subject: ['server', 'background-jobs'], confidence: 'high' }]);
    expect(found[0]?.facts.failingJobs).toBe(found[0]?.facts.jobsThatRan);
  });
});
