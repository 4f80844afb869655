import { afterAll, beforeAll, describe, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { rehearseSetting } from '../testing/advice-story';
import { server, snapshotOf, timescale } from '../testing/context';
import { hypertable } from '../testing/hypertable-rows';
import { settings } from '../testing/setting-rows';
import rule from './columnar-index-scan-on';
import telemetry from './telemetry-on';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(18);
});
afterAll(() => engine?.stop());

/** The engine at hand is older than the setting, and the native one has no TimescaleDB: only the statements are real. */
describe('settings of other releases on a real engine', () => {
  const off = settings({
    'timescaledb.enable_columnarindexscan': 'on',
    'timescaledb.telemetry_level': 'basic',
  }).map((row) => ({ ...row, context: 'user' }));

  it.each([
    [rule, 'timescaledb.enable_columnarindexscan'],
    [telemetry, 'timescaledb.telemetry_level'],
  ] as const)('writes the configuration and takes it back', async (one, name) => {
    const snapshot = {
      ...snapshotOf({ settings: off, hypertables: [hypertable()] }),
      server: server({ timescale: timescale('2.26.4') }),
    };
    const [found] = runRule(one, snapshot, Date.now(), {}).findings;
    if (!found) throw new Error('expected a finding');
    await rehearseSetting(engine.url, found, name);
  });
});
