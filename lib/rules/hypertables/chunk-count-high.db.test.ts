import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './chunk-count-high';
import tooSmall from './chunk-interval-too-small';

let engine: Awaited<ReturnType<typeof startTimescale>>;

/** Chunks of three pages are not small here, and 100 kB are comfortable. */
const profile = { byteThresholdRatio: 0.0001 };
const subject = ['public', 'hour"s'];

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE "hour""s" (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 hour', tsdb.columnstore = false)`,
    `INSERT INTO "hour""s" SELECT now() - i * INTERVAL '30 minutes', i FROM generate_series(1, 2100) i`,
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/chunk-count-high on a real engine', () => {
  it('leaves small chunks to the rule about them, and speaks where they are not small', async () => {
    const bySize = async (ratio: number) =>
      (
        await Promise.all(
          [rule, tooSmall].map((one) => findings(engine.url, one, { byteThresholdRatio: ratio })),
        )
      ).map((found) => found.length);
    expect(await bySize(1)).toEqual([0, 1]);
    expect(await bySize(0.0001)).toEqual([1, 0]);
  });

  it('plants, finds, applies, verifies and undoes', async () => {
    const finding = await tellAdviceStory({ url: engine.url, rule, subject, profile });
    expect(finding.facts).toMatchObject({
      chunkIntervalSeconds: 3_600,
      advisedIntervalSeconds: 2 * 3_600,
      targetIntervalSeconds: 4 * 3_600,
    });
    expect(finding.facts.chunks).toBeGreaterThanOrEqual(1_050);
  });

  it('names merge_chunks, which this version has', async () => {
    const [finding] = await findings(engine.url, rule, profile);
    expect(finding?.advice?.note).toContain('merge_chunks joins neighbours in the row store');
    const shown = async () =>
      (await run(engine.url, [`SELECT c::text AS name FROM show_chunks('"hour""s"') c`]))?.rows ?? [];
    const chunks = await shown();
    await run(engine.url, [`CALL merge_chunks('${chunks[0]?.name}', '${chunks[1]?.name}')`]);
    expect(await shown()).toHaveLength(chunks.length - 1);
  });
});
