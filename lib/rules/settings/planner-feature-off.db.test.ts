import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { rehearseSetting, run, tellAdviceStory } from '../testing/advice-story';
import { snapshotOf } from '../testing/context';
import { settings } from '../testing/setting-rows';
import { takeSnapshot } from '../testing/take-snapshot';
import rule from './planner-feature-off';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
});
afterAll(() => engine?.stop());

const APPEND = 'timescaledb.enable_chunk_append';
const TRANSPARENT = 'timescaledb.enable_transparent_decompression';

describe('settings/planner-feature-off on a real engine', () => {
  it('plants, finds, applies, verifies and undoes what a database and a role have', async () => {
    await run(engine.url, [
      'CREATE ROLE "in""gest"',
      `ALTER DATABASE postgres SET ${APPEND} = off`,
      `ALTER ROLE "in""gest" IN DATABASE postgres SET ${TRANSPARENT} = off`,
    ]);
    await tellAdviceStory({ url: engine.url, rule, subject: [APPEND, 'postgres', '*'] });
    await tellAdviceStory({ url: engine.url, rule, subject: [TRANSPARENT, 'postgres', 'in"gest'] });
  });

  it('writes the server’s configuration, which this engine reads no more', async () => {
    const real = await takeSnapshot(engine.url, ['catalog', 'standard']);
    const own = snapshotOf({ settings: settings({ [APPEND]: 'off' }), settingOverrides: [] }).artifacts;
    const [found] = runRule(
      rule,
      { ...real, artifacts: { ...real.artifacts, ...own } },
      Date.now(),
      {},
    ).findings;
    if (!found) throw new Error('expected a finding');
    await rehearseSetting(engine.url, found, APPEND);
  });

  it('is right about what compressed chunks lose', async () => {
    await run(engine.url, [
      `CREATE TABLE m (time timestamptz NOT NULL, v int) WITH (tsdb.hypertable, tsdb.partition_column = 'time')`,
      `INSERT INTO m SELECT timestamptz '2026-01-01Z' + i * interval '1 hour', i FROM generate_series(1, 10) i`,
      `SELECT compress_chunk(c) FROM show_chunks('m') c`,
    ]);
    const off = (setting: string, statement: string) =>
      run(engine.url, ['BEGIN', `SET LOCAL ${setting} = off`, statement]);
    expect((await off(TRANSPARENT, 'SELECT count(*)::int AS rows FROM m'))?.rows).toEqual([{ rows: 0 }]);
    await expect(off('timescaledb.enable_dml_decompression', 'UPDATE m SET v = 0')).rejects.toThrow(
      'UPDATE/DELETE is disabled on compressed chunks',
    );
  });
});
