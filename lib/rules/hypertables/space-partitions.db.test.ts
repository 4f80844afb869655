import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './space-partitions';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE "odd ""name" (time timestamptz NOT NULL, "the ""place" int, "the area" int)`,
    `SELECT create_hypertable('"odd ""name"', by_range('time', interval '1 day'))`,
    `SELECT add_dimension('"odd ""name"', by_hash('the "place', 4))`,
    `SELECT add_dimension('"odd ""name"', by_hash('the area', 1))`,
    `INSERT INTO "odd ""name" SELECT now() - d * interval '1 day', p FROM generate_series(1, 30) d, generate_series(1, 20) p`,
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/space-partitions on a real engine', () => {
  it('finds, applies, verifies and undoes, and names the column', async () => {
    const subject = ['public', 'odd "name', 'the "place'];
    const { facts } = await tellAdviceStory({ url: engine.url, rule, subject });
    expect(facts).toEqual({ partitions: 4, chunks: 120, chunkRanges: 30 });
  });

  it('makes one chunk for each new range once applied', async () => {
    const [finding] = await findings(engine.url, rule);
    await run(engine.url, [
      ...(finding?.advice?.steps.map(({ sql }) => sql) ?? []),
      `INSERT INTO "odd ""name" SELECT now() + interval '2 days', p FROM generate_series(1, 20) p`,
    ]);
    const made = await run(engine.url, [
      `SELECT count(*)::int AS n FROM show_chunks('"odd ""name"', newer_than => now() + interval '1 day')`,
    ]);
    expect(made?.rows).toEqual([{ n: 1 }]);
  });
});
