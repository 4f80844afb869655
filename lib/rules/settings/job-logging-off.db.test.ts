import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, rehearseSetting, run } from '../testing/advice-story';
import rule from './job-logging-off';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
});
afterAll(() => engine?.stop());

/** This engine reads its configuration at its start only: the file is told as a round trip; setting and job are real. */
describe('settings/job-logging-off on a real engine', () => {
  it('finds TimescaleDB’s default, writes the other, and takes it back', async () => {
    await run(engine.url, [
      `CREATE TABLE m (time timestamptz NOT NULL) WITH (tsdb.hypertable, tsdb.partition_column = 'time')`,
      `SELECT add_retention_policy('m', drop_after => interval '1 year')`,
    ]);
    const asServer = (real: Snapshot) => ({ ...real, server: { ...real.server, engine: 'server' as const } });
    const [found] = await findings(engine.url, rule, {}, asServer);
    if (!found) throw new Error('expected a finding');
    expect(found.facts.jobs).toBeGreaterThanOrEqual(1);
    await rehearseSetting(engine.url, found, 'timescaledb.enable_job_execution_logging');
  });
});
