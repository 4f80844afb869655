import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './chunks-unordered';

let engine: Awaited<ReturnType<typeof startTimescale>>;

const plant = (name: string) => [
  `CREATE TABLE ${name} (time timestamptz NOT NULL, device int, value float8)
     WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
  `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = 'time DESC')`,
  `SET timescaledb.enable_direct_compress_insert = on`,
  `INSERT INTO ${name} SELECT now() - day * INTERVAL '1 day' - i * INTERVAL '10 seconds', i % 4, i
     FROM generate_series(14, 16) AS day, generate_series(1, 2000) AS i`,
  `RESET timescaledb.enable_direct_compress_insert`,
];

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    ...plant('"by ""hand"'),
    ...plant('told'),
    `CALL add_columnstore_policy('told', after => INTERVAL '3 days')`,
    `SELECT alter_job(job_id, config => config || '{"recompress": false}') FROM timescaledb_information.jobs
      WHERE hypertable_name = 'told' AND proc_name = 'policy_compression'`,
    ...plant('later'),
    `CALL add_columnstore_policy('later', after => INTERVAL '50 days')`,
    ...plant('swept'),
    `CALL add_columnstore_policy('swept', after => INTERVAL '3 days')`,
  ]);
});
afterAll(() => engine?.stop());

describe('columnstore/chunks-unordered on a real engine', () => {
  it('finds the chunks that no policy puts in order soon', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject.at(-1))).toEqual([
      'by "hand',
      'later',
      'told',
    ]);
  });

  it('puts them in order and keeps the rows', async () => {
    for (const name of ['by "hand', 'later']) {
      const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['public', name] });
      expect(finding.facts.unorderedChunks).toBeGreaterThanOrEqual(3);
      const rows = await run(engine.url, [`SELECT count(*) FROM "${name.replaceAll('"', '""')}"`]);
      expect(rows?.rows[0]?.count).toBe('6000');
    }
  });

  it('lets the policy do it again', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'told'] });
  });
});
