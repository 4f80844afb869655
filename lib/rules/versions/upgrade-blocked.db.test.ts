import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { countHypercore, leaveHypercore } from '@/lib/sql/access-method';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './upgrade-blocked';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    'CREATE TABLE "old""s" (time timestamptz NOT NULL)',
    `SELECT create_hypertable('"old""s"', 'time', chunk_target_size => '10MB')`,
  ]);
});
afterAll(() => engine?.stop());

describe('versions/upgrade-blocked on a real engine', () => {
  it('plants, finds, applies, verifies and undoes', async () => {
    const found = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'old"s'] });
    expect(found.facts).toEqual({ chunkTargetBytes: 10_485_760 });
    const { rows } =
      (await run(engine.url, ['SELECT chunk_target_size FROM _timescaledb_catalog.hypertable'])) ?? {};
    expect(rows, 'the undo brings back the same size').toEqual([{ chunk_target_size: '10485760' }]);
  });

  // No release that runs here makes one of the old format: an empty aggregate is only marked as one. Those that 2.11.2
  // made, with rows, were migrated, undone, migrated again and dropped by hand, there and on 2.19.3.
  it('builds an aggregate anew, goes back, and drops the old one once it was built', async () => {
    await run(engine.url, [
      `CREATE TABLE s (time timestamptz NOT NULL, v int) WITH (tsdb.hypertable, tsdb.partition_column = 'time')`,
      `INSERT INTO s SELECT '2026-01-01'::timestamptz + i * interval '1 hour', i FROM generate_series(1, 50) i`,
      `CREATE MATERIALIZED VIEW "day""s" WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
         SELECT time_bucket('1 day', time) AS bucket, sum(v) AS sum FROM s GROUP BY 1 WITH NO DATA`,
      `CREATE ROLE app`,
      `GRANT CREATE ON SCHEMA public TO app`,
      `GRANT SELECT ON s TO app`,
      `ALTER MATERIALIZED VIEW "day""s" OWNER TO app`,
      `UPDATE _timescaledb_catalog.continuous_agg SET finalized = false`,
    ]);
    const sum = async (view: string) =>
      (
        await run(engine.url, [
          `SELECT sum(sum), pg_get_userbyid(relowner) AS owner FROM "${view}", pg_class
        WHERE oid = '"${view}"'::regclass GROUP BY 2`,
        ])
      )?.rows;
    const before = await sum('day""s');
    expect(before).toEqual([{ sum: '1275', owner: 'app' }]);
    const found = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'day"s'] });
    expect(await sum('day""s'), 'after the undo').toEqual(before);

    await run(engine.url, found.advice?.steps.map((step) => step.sql) ?? []);
    expect(await sum('day""s')).toEqual(before);
    expect((await findings(engine.url, rule)).map(({ subject }) => subject)).toContainEqual([
      'public',
      'day"s_old',
    ]);
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'day"s_old'] });
    expect(await sum('day""s')).toEqual(before);
  });

  it('takes filters on smallint out of the settings and the chunks, and puts them back', async () => {
    await run(engine.url, [
      `CREATE TABLE bloomed (time timestamptz NOT NULL, "sm""all" int2, large int4)`,
      `SELECT create_hypertable('bloomed', by_range('time', interval '1 day'))`,
      `ALTER TABLE bloomed SET (timescaledb.enable_columnstore, timescaledb.orderby = 'time',
         timescaledb.sparse_index = 'bloom("sm""all"), minmax(large)')`,
      `INSERT INTO bloomed SELECT '2026-02-01Z'::timestamptz + i * interval '1 hour', i, i FROM generate_series(0, 30) i`,
      `SELECT compress_chunk(c) FROM show_chunks('bloomed') c`,
    ]);
    const found = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'bloomed'],
    });
    expect(found.advice?.steps[0]?.sql).toContain(`sparse_index = 'minmax(large)'`);
  });

  it('has statements for the access method that this release no longer has', async () => {
    const place = { schema: 'public', name: 'old"s' };
    const answer = await run(engine.url, [leaveHypercore(place), countHypercore(place)]);
    expect(answer?.rows).toEqual([{ count: '0' }]);
  });
});
