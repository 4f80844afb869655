import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { rehearseSetting, run } from '../testing/advice-story';
import { takeSnapshot } from '../testing/take-snapshot';
import rule from './licence-blocks-features';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
});
afterAll(() => engine?.stop());

/** The licence counts from the start of the engine on, so what it says is told as the other licence; the rest is real. */
describe('versions/licence-blocks-features on a real engine', () => {
  it('finds a columnstore and its policy under the Apache licence, and writes the setting', async () => {
    await run(engine.url, [
      `CREATE TABLE m (time timestamptz NOT NULL) WITH (tsdb.hypertable, tsdb.partition_column = 'time')`,
      `CALL add_columnstore_policy('m', after => interval '7 days', if_not_exists => true)`,
    ]);
    const real = await takeSnapshot(engine.url);
    const { timescale } = real.server;
    if (!timescale) throw new Error('no TimescaleDB');
    expect(runRule(rule, real, Date.now(), {}).outcome.status).toBe('passed');
    const apache = {
      ...real,
      server: { ...real.server, timescale: { ...timescale, license: 'apache' as const } },
    };
    const [found] = runRule(rule, apache, Date.now(), {}).findings;
    expect(found).toMatchObject({ facts: { jobs: 1, columnstores: 1, aggregates: 0 } });
    if (!found) throw new Error('expected a finding');
    await rehearseSetting(engine.url, found, 'timescaledb.license');
  });
});
