import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './chunks-partial';

let engine: Awaited<ReturnType<typeof startTimescale>>;

const plant = (name: string, segmentBy = 'device') => [
  `CREATE TABLE ${name} (time timestamptz NOT NULL, device int, value float8)
     WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
  `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = '${segmentBy}', timescaledb.orderby = 'time DESC')`,
  `INSERT INTO ${name} SELECT now() - i * interval '1 hour', i % 3, i FROM generate_series(0, 20 * 24) i`,
  `SELECT compress_chunk(c) FROM show_chunks('${name}', older_than => INTERVAL '3 days') c`,
  `INSERT INTO ${name} SELECT now() - INTERVAL '10 days' - i * INTERVAL '4 hours', 1, i FROM generate_series(1, 24) i`,
];
const toldNotTo = (name: string) => [
  `CALL add_columnstore_policy('${name}', after => INTERVAL '3 days')`,
  `SELECT alter_job(job_id, config => config || '{"recompress": false}') FROM timescaledb_information.jobs
    WHERE hypertable_name = '${name}' AND proc_name = 'policy_compression'`,
];
const runJobOf = (name: string) =>
  `DO $$ DECLARE id int; BEGIN SELECT job_id INTO id FROM timescaledb_information.jobs WHERE hypertable_name = '${name}'; CALL run_job(id); END $$`;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    ...plant('"no ""policy"'),
    ...plant('unsegmented', ''),
    ...plant('told'),
    ...toldNotTo('told'),
    ...plant('swept'),
    `CALL add_columnstore_policy('swept', after => INTERVAL '3 days')`,
  ]);
});
afterAll(() => engine?.stop());

describe('columnstore/chunks-partial on a real engine', () => {
  it('finds the chunks that no policy takes in', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject.at(-1))).toEqual([
      'no "policy',
      'told',
      'unsegmented',
    ]);
  });

  it('takes the late rows in, segment by segment or not, and keeps them', async () => {
    for (const name of ['no "policy', 'unsegmented']) {
      const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['public', name] });
      expect(finding.facts.partialChunks).toBeGreaterThanOrEqual(4);
      const rows = await run(engine.url, [`SELECT count(*) FROM "${name.replaceAll('"', '""')}"`]);
      expect(rows?.rows[0]?.count).toBe(String(20 * 24 + 1 + 24));
    }
  });

  it('lets the policy do it again, whose next run does', async () => {
    const { advice } = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'told'] });
    await run(engine.url, [...(advice?.steps.map(({ sql }) => sql) ?? []), runJobOf('told')]);
    const left = await run(engine.url, [
      `SELECT count(*) FROM _timescaledb_catalog.chunk c JOIN _timescaledb_catalog.hypertable h ON h.id = c.hypertable_id
        WHERE h.table_name = 'told' AND c.status & 8 = 8`,
    ]);
    expect(left?.rows[0]?.count).toBe('0');
  });
});
