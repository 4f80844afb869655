import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '@/lib/embedded/job-runner';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './not-scheduled';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const jobs: Record<string, number> = {};

const subjectOf = (name: string) => ['job', String(jobs[name])];

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string) =>
    `CREATE TABLE ${name} (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`;
  const procedure = (name: string, body: string) =>
    `CREATE PROCEDURE ${name}(job_id int, config jsonb) LANGUAGE plpgsql AS $$ BEGIN ${body} END $$`;
  const add = async (name: string, statement: string) => {
    const result = await run(engine.url, [statement]);
    jobs[name] = Number(Object.values(result?.rows[0] ?? {})[0]);
  };
  await run(engine.url, [
    table('paused'),
    table('stuck'),
    table('raw'),
    `INSERT INTO stuck SELECT now() - i * interval '1 day', i FROM generate_series(0, 40) i`,
    procedure('"send ""all"""', ''),
    procedure('fail', `RAISE EXCEPTION 'always';`),
    `CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 day', time) AS bucket, avg(value) FROM raw GROUP BY 1 WITH NO DATA`,
    `SELECT add_continuous_aggregate_policy('daily', NULL, interval '1 day', interval '1 hour')`,
  ]);
  await add('paused', `SELECT add_retention_policy('paused', interval '90 days')`);
  await add('stuck', `SELECT add_retention_policy('stuck', interval '30 days')`);
  await add('destroying', `SELECT add_retention_policy('raw', interval '30 days')`);
  await add('infinite', `SELECT add_job('"send ""all"""', interval '1 hour')`);
  await add('far', `SELECT add_job('"send ""all"""', interval '1 hour')`);
  await add('exhausted', `SELECT add_job('fail', interval '1 hour')`);
  await add('healthy', `SELECT add_job('"send ""all"""', interval '1 hour')`);
  await run(engine.url, [`SELECT alter_job(${jobs.exhausted}, max_retries => 1)`]);
  // As workers would: the failing one uses its retries up, and the others get their next starts.
  await runDueJobs(engine.url);
  await run(engine.url, [
    `SELECT alter_job(${jobs.paused}, scheduled => false)`,
    `SELECT alter_job(${jobs.destroying}, scheduled => false)`,
    `SELECT alter_job(${jobs.infinite}, next_start => 'infinity')`,
    `SELECT alter_job(${jobs.far}, next_start => now() + interval '30 days')`,
    // What a crash leaves behind before 2.26.4.
    `UPDATE _timescaledb_internal.bgw_job_stat SET next_start = '-infinity', last_finish = '-infinity',
       last_start = now() - interval '9 days', last_run_success = false, consecutive_crashes = 1 WHERE job_id = ${jobs.stuck}`,
  ]);
});
afterAll(() => engine?.stop());

describe('jobs/not-scheduled on a real engine', () => {
  it('finds the jobs that are not going to run, and no other', async () => {
    const found = await findings(engine.url, rule);
    expect(found.map(({ subject, severity }) => [subject[1], severity])).toEqual([
      [String(jobs.paused), 'warning'],
      [String(jobs.stuck), 'critical'],
      [String(jobs.destroying), 'warning'],
      [String(jobs.infinite), 'notice'],
      [String(jobs.far), 'notice'],
      [String(jobs.exhausted), 'warning'],
    ]);
  });

  it.each(['paused', 'infinite', 'far', 'exhausted'])(
    'lets the %s one run again, and takes that back',
    async (name) => {
      await tellAdviceStory({ url: engine.url, rule, subject: subjectOf(name) });
    },
  );

  it('does not resume a retention that would make refreshes delete history', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: subjectOf('destroying'),
      onlyFound: true,
    });
    expect(finding.advice).toBeUndefined();
    expect(finding.detail).toContain('narrow their windows first');
  });

  it('frees the stuck one, which no runner starts before', async () => {
    const chunks = async () =>
      Number((await run(engine.url, [`SELECT count(*) FROM show_chunks('stuck')`]))?.rows[0]?.count);
    // The run before it got stuck has dropped what was too old then; here come rows as late as that.
    await run(engine.url, [`INSERT INTO stuck VALUES (now() - interval '60 days', 1)`]);
    const before = await chunks();
    await runDueJobs(engine.url);
    expect(await chunks()).toBe(before);
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: subjectOf('stuck') });
    expect(finding.title).toContain('of public.stuck');
    expect(finding.advice?.deletesData).toBe(true);
    await runDueJobs(engine.url);
    expect(await chunks()).toBe(before - 1);
  });
});
