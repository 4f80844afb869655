import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './chunks-overdue';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, device int, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = 'time DESC')`,
    `INSERT INTO ${name} SELECT now() - i * interval '1 hour', i % 3, i FROM generate_series(0, 20 * 24) i`,
    `CALL add_columnstore_policy('${name}', after => INTERVAL '3 days')`,
  ];
  const alterJobOf = (name: string, change: string) =>
    `SELECT alter_job(job_id, ${change}) FROM timescaledb_information.jobs
      WHERE hypertable_name = '${name}' AND proc_name = 'policy_compression'`;
  await run(engine.url, [
    ...table('"halt.ed ""once"""'),
    `SELECT compress_chunk(c) FROM show_chunks('"halt.ed ""once"""', older_than => INTERVAL '15 days') c`,
    alterJobOf('halt.ed "once"', `next_start => 'infinity'`),
    ...table('paused'),
    alterJobOf('paused', 'scheduled => false'),
    ...table('told'),
    alterJobOf('told', `config => config || '{"recompress": false}'`),
    ...table('punctual'),
    `SELECT compress_chunk(c) FROM show_chunks('punctual', older_than => INTERVAL '3 days') c`,
    `CREATE TABLE ticks (tick bigint NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 1000))`,
    `CREATE FUNCTION now_ticks() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 9000::bigint'`,
    `SELECT set_integer_now_func('ticks', 'now_ticks')`,
    `ALTER TABLE ticks SET (timescaledb.enable_columnstore, timescaledb.orderby = 'tick')`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(1, 9000, 10) i`,
    `CALL add_columnstore_policy('ticks', after => 2000::bigint)`,
    ...table('raw'),
    `SELECT compress_chunk(c) FROM show_chunks('raw', older_than => INTERVAL '3 days') c`,
    `CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous, timescaledb.chunk_interval = '1 day') AS
       SELECT time_bucket('1 hour', time) AS bucket, device, avg(value) FROM raw GROUP BY 1, 2 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('hourly', NULL, NULL)`,
    `SELECT add_continuous_aggregate_policy('hourly', INTERVAL '5 days', INTERVAL '1 hour', INTERVAL '1 hour')`,
    `ALTER MATERIALIZED VIEW hourly SET (timescaledb.enable_columnstore)`,
    `CALL add_columnstore_policy('hourly', after => INTERVAL '10 days')`,
  ]);
});
afterAll(() => engine?.stop());

describe('columnstore/chunks-overdue on a real engine', () => {
  it('finds the late ones only', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject.at(-1)).sort()).toEqual([
      'halt.ed "once"',
      'hourly',
      'ticks',
      'told',
    ]);
  });

  it('converts the chunks of a policy that is not going to run, names that as the cause, and gives them back', async () => {
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'halt.ed "once"'] });
    // The chunks that were compressed before are neither counted nor touched by the undo.
    expect(finding.facts.overdueChunks).toBeGreaterThanOrEqual(9);
    expect(finding.facts.overdueChunks).toBeLessThanOrEqual(12);
    expect(finding).toMatchObject({ causeKey: expect.stringMatching(/^jobs\/not-scheduled:job\.\d+$/) });
    const left = await run(engine.url, [
      `SELECT count(*) FROM timescaledb_information.chunks WHERE hypertable_name = 'halt.ed "once"' AND is_compressed`,
    ]);
    expect(Number(left?.rows[0]?.count)).toBeGreaterThanOrEqual(5);
  });

  it('mends the policy that this version lets convert nothing', async () => {
    await run(engine.url, [
      `DO $$ DECLARE id int; BEGIN SELECT job_id INTO id FROM timescaledb_information.jobs WHERE hypertable_name = 'told'; CALL run_job(id); END $$`,
    ]);
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'told'] });
    expect(finding.detail).toContain('converts no chunk at all');
    expect(finding.advice?.steps).toHaveLength(2);
  });

  it('does the same on integer time, and on an aggregate', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'ticks'] });
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'hourly'] });
  });
});
