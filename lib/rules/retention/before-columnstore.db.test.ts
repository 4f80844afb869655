import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './before-columnstore';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE "drop'ped" (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE "drop'ped" SET (timescaledb.enable_columnstore)`,
    `CALL add_columnstore_policy('"drop''ped"', after => INTERVAL '30 days')`,
    `SELECT add_retention_policy('"drop''ped"', INTERVAL '1 mon')`,
    `SELECT alter_job(job_id, config => jsonb_set(config, '{drop_after}', '"28 days"'))
       FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention'`,
  ]);
});
afterAll(() => engine?.stop());

describe('retention/before-columnstore on a real engine', () => {
  it('converts earlier, and puts the age back', async () => {
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['public', "drop'ped"] });
    expect(finding.advice?.verify.expect).toBe('7 days');
  });
});
