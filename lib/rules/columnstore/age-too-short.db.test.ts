import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '@/lib/embedded/job-runner';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './age-too-short';

let engine: Awaited<ReturnType<typeof startTimescale>>;
/** So that fifty kilobytes are fifty megabytes. */
const profile = { byteThresholdRatio: 0.001 };

const plant = (name: string) => [
  `CREATE TABLE ${name} (time timestamptz NOT NULL, device int, note text)
     WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
  `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = 'time DESC')`,
  `INSERT INTO ${name} SELECT now() - i * interval '10 minutes', i % 3, repeat('x', 90) FROM generate_series(0, 12 * 144) i`,
  `CALL add_columnstore_policy('${name}', after => INTERVAL '3 days')`,
];

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [...plant('"late ""rows"'), ...plant('punctual')]);
  await runDueJobs(engine.url);
  await run(engine.url, [
    // What half a day after that run has brought to a chunk that it converted.
    `INSERT INTO "late ""rows" SELECT now() - interval '5 days' - i * interval '1 second', 1, repeat('x', 90) FROM generate_series(1, 600) i`,
    `UPDATE _timescaledb_internal.bgw_job_stat SET last_successful_finish = now() - interval '12 hours'`,
  ]);
});
afterAll(() => engine?.stop());

describe('columnstore/age-too-short on a real engine', () => {
  it('finds the hypertable that is written after its conversion, converts later, and takes that back', async () => {
    const subject = ['public', 'late "rows'];
    expect((await findings(engine.url, rule, profile)).map((found) => found.subject)).toEqual([subject]);
    const finding = await tellAdviceStory({ url: engine.url, rule, subject, profile });
    expect(finding.facts).toMatchObject({ lateChunks: 1, afterSeconds: 3 * 86_400 });
    expect(finding.facts.lateRatio).toBeGreaterThan(0.1);
    expect(finding.advice?.verify.expect).toMatch(/^[67] days$/);
  });
});
