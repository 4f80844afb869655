import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './chunk-interval-too-large';

let engine: Awaited<ReturnType<typeof startTimescale>>;

/** A hypertable of years is found from 100 kB on; without the memory one whose indexes reach 1.6 MB. */
const small = { byteThresholdRatio: 0.0001 };
/** A quarter of it are 200 kB of indexes for all hypertables. */
const tight = { memoryBytes: 800_000 };

/** From 2019 to 2043. */
const years = '9000 days';
const table = (name: string, type: string, interval: string, isIndexed = true) =>
  `CREATE TABLE ${name} (time ${type} NOT NULL, device int, value float8)
     WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '${interval}', tsdb.columnstore = false,
           tsdb.create_default_indexes = ${isIndexed})`;
const fill = (name: string, count: number, every: string) =>
  `INSERT INTO ${name} SELECT now() - i * INTERVAL '${every}', i % 7, i FROM generate_series(1, ${count}) i`;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    table('"ever ""after"""', 'timestamptz', years, false),
    fill('"ever ""after"""', 30_000, '20 minutes'),
    table('wide', 'timestamptz', '7 days'),
    fill('wide', 12_000, '2 minutes'),
    table('dated', 'date', years),
    fill('dated', 2_000, '20 hours'),
    `CREATE MATERIALIZED VIEW rollup WITH (timescaledb.continuous) AS
       SELECT time_bucket('10 minutes', time) AS bucket, device, avg(value) FROM wide GROUP BY 1, 2 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('rollup', NULL, NULL)`,
    `CREATE TABLE ticks (tick bigint NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 6000))`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(0, 12000) i`,
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/chunk-interval-too-large on a real engine', () => {
  it('finds years in one chunk without knowing the memory, and nothing else', async () => {
    const found = await findings(engine.url, rule, small);
    expect(found.map(({ subject }) => subject.at(-1))).toEqual(['dated', 'ever "after"']);
    expect(await findings(engine.url, rule)).toEqual([]);
  });

  it.each(['ever "after"', 'dated'])('sets and restores the interval of %s', async (name) => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', name], profile: small });
  });

  it.each(['wide', 'rollup', 'ticks'])('shares a tight memory: %s', async (name) => {
    const subject = ['public', name];
    const { facts } = await tellAdviceStory({ url: engine.url, rule, subject, profile: tight });
    // All of the aggregate is in one chunk, which it need not fill.
    expect(facts.indexBytes ?? facts.leastIndexBytes).toBeGreaterThanOrEqual(
      2 * Number(facts.allowedIndexBytes),
    );
  });

  it('says how to end the present chunk, and that works', async () => {
    const [finding] = (await findings(engine.url, rule, small)).filter(
      ({ subject }) => subject[1] === 'ever "after"',
    );
    expect(finding?.advice?.note).toContain('split_chunk cuts it at a moment that no row has reached yet');
    expect(finding?.facts.openSeconds).toBeGreaterThan(2 * 86_400);
    const ranges = async () =>
      (
        await run(engine.url, [
          `SELECT extract(epoch FROM range_end - range_start)::int / 86400 AS days FROM timescaledb_information.chunks
             WHERE hypertable_name = 'ever "after"' ORDER BY range_start`,
        ])
      )?.rows.map(({ days }) => days);
    const later = `INSERT INTO "ever ""after""" SELECT now() + i * INTERVAL '1 day', 1, i FROM generate_series(1, 60) i`;
    const count = async () =>
      (await run(engine.url, ['SELECT count(*)::int AS n FROM "ever ""after"""']))?.rows;

    await run(engine.url, [finding?.advice?.steps[0]?.sql ?? '']);
    const before = await ranges();
    const [chunk] = (
      await run(engine.url, [`SELECT show_chunks('"ever ""after"""')::text AS name`])
    )?.rows.map(({ name }) => name) ?? [''];
    await run(engine.url, [
      `CALL split_chunk('${chunk}', split_at => now() + INTERVAL '1 hour')`,
      `SELECT drop_chunks('"ever ""after"""', newer_than => now())`,
    ]);
    expect(await count()).toEqual([{ n: 30_000 }]);
    await run(engine.url, [later]);
    expect(before).toEqual([9000]);
    expect((await ranges())?.at(-1)).toBe(30);
  });
});
