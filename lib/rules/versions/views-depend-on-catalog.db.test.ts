import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './views-depend-on-catalog';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
});
afterAll(() => engine?.stop());

/** What a view is and who may read it is its owner's to keep, so there is no SQL, and no story of it. */
describe('versions/views-depend-on-catalog on a real engine', () => {
  it('finds a view of a user, and no continuous aggregate', async () => {
    await run(engine.url, [
      `CREATE TABLE m (time timestamptz NOT NULL, v int) WITH (tsdb.hypertable, tsdb.partition_column = 'time')`,
      `CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS
         SELECT time_bucket('1 day', time) AS day, sum(v) FROM m GROUP BY 1 WITH NO DATA`,
    ]);
    expect(await findings(engine.url, rule)).toEqual([]);
    await run(engine.url, ['CREATE VIEW "my""jobs" AS SELECT job_id FROM timescaledb_information.jobs']);
    expect(await findings(engine.url, rule)).toMatchObject([
      { detail: expect.stringContaining('public.my"jobs (view, reads timescaledb_information.jobs)') },
    ]);
    await run(engine.url, ['DROP VIEW "my""jobs"']);
    expect(await findings(engine.url, rule)).toEqual([]);
  });
});
