import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { takeSnapshot } from '../testing/take-snapshot';
import rule from './telemetry-on';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
});
afterAll(() => engine?.stop());

/** No engine at hand is built with telemetry; its statements run in `columnar-index-scan-on.db.test.ts`. */
describe('settings/telemetry-on on a real engine', () => {
  it('does not apply to a build without telemetry', async () => {
    const real = await takeSnapshot(engine.url, ['catalog']);
    const asServer = { ...real, server: { ...real.server, engine: 'server' as const } };
    expect(runRule(rule, asServer, Date.now(), {}).outcome).toMatchObject({
      status: 'not-applicable',
      reason: 'This build of TimescaleDB has no telemetry',
    });
  });
});
