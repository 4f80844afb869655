import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { startTimescale } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { findings, run } from '../testing/advice-story';
import { takeSnapshot } from '../testing/take-snapshot';
import rule from './release-advisory';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
});
afterAll(() => engine?.stop());

/** An upgrade cannot be rehearsed here: there is one release of the engine. What is in use is real. */
describe('versions/release-advisory on a real engine', () => {
  it('does not apply to the engine that comes with Chunkwise', async () => {
    expect(runRule(rule, await takeSnapshot(engine.url), Date.now(), {}).outcome).toMatchObject({
      status: 'not-applicable',
    });
  });

  it('tells the faults of 2.23 by what is in use', async () => {
    const asServer = (real: Snapshot) => ({ ...real, server: { ...real.server, engine: 'server' as const } });
    const found = async () => (await findings(engine.url, rule, {}, asServer))[0];
    const bare = await found();
    expect(bare).toMatchObject({ severity: 'critical', facts: { securityFaults: 2, dataFaults: 0 } });
    await run(engine.url, [
      `CREATE TABLE m (time timestamptz NOT NULL) WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.columnstore = true)`,
    ]);
    const used = await found();
    expect(used?.facts.dataFaults).toBeGreaterThan(0);
    expect(used?.facts.faultsElsewhere).toBeLessThan(bare?.facts.faultsElsewhere ?? 0);
  });
});
