import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './reorder-useless';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE m (time timestamptz NOT NULL, device int) WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `CREATE INDEX "by""device" ON m (device, time)`,
    `SELECT add_reorder_policy('m', 'by"device')`,
  ]);
});
afterAll(() => engine?.stop());

describe('jobs/reorder-useless on a real engine', () => {
  it('is quiet about a policy with its index', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
  });

  it('finds the policy that the columnstore is ahead of, removes it, and adds it again', async () => {
    await run(engine.url, [
      `ALTER TABLE m SET (timescaledb.enable_columnstore)`,
      `CALL add_columnstore_policy('m', after => interval '1 day')`,
    ]);
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'm'] });
    await run(engine.url, [`CALL remove_columnstore_policy('m')`]);
    expect(await findings(engine.url, rule)).toEqual([]);
  });

  it('finds the policy whose index got another name, and removes it', async () => {
    await run(engine.url, [`ALTER INDEX "by""device" RENAME TO by_device`]);
    const found = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'm'] });
    expect(found.severity).toBe('warning');
  });
});
