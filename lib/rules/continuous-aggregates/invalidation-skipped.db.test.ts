import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { run } from '../testing/advice-story';
import { context, server, timescale } from '../testing/context';
import { aggregate } from '../testing/hypertable-rows';
import rule from './invalidation-skipped';

const NAME = 'timescaledb.skip_cagg_invalidation';
let engine: Awaited<ReturnType<typeof startPostgres>>;

beforeAll(async () => {
  engine = await startPostgres(17);
});
afterAll(() => engine?.stop());

// The embedded TimescaleDB is older than the setting and refuses its name, so a PostgreSQL without the extension takes the statements.
describe('continuous-aggregates/invalidation-skipped on a real engine', () => {
  it('takes the setting from a database, and puts it back', async () => {
    const found = rule.check(
      {
        settings: [],
        settingOverrides: [{ databaseName: 'postgres', roleName: null, name: NAME, setting: 'on' }],
        continuousAggregates: [aggregate()],
      },
      context({ server: server({ timescale: timescale('2.28.3') }) }),
    );
    const advice = 'length' in found ? found[0]?.advice : undefined;
    if (!advice || 'impossible' in advice.undo) throw new Error('expected advice with an undo');
    const left = async () => {
      const result = await run(engine.url, [advice.verify.sql]);
      return String(Object.values(result?.rows[0] ?? {})[0]);
    };
    const undo = advice.undo.map(({ sql }) => sql);
    await run(engine.url, undo);
    expect(await left()).toBe('1');
    await run(
      engine.url,
      advice.steps.map(({ sql }) => sql),
    );
    expect(await left()).toBe(advice.verify.expect);
    await run(engine.url, undo);
    expect(await left()).toBe('1');
  });
});
