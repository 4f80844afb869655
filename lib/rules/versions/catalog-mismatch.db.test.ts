import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './catalog-mismatch';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
});
afterAll(() => engine?.stop());

/** What mends it is a new restore, so the story is told without advice. */
describe('versions/catalog-mismatch on a real engine', () => {
  it('finds a catalog that a restore brought from another release', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
    const write = (version: string) =>
      run(engine.url, [
        `UPDATE _timescaledb_catalog.metadata SET value = ${version} WHERE key = 'timescaledb_version'`,
      ]);
    await write(`'2.21.0'`);
    expect(await findings(engine.url, rule)).toMatchObject([{ severity: 'critical' }]);
    await write(`(SELECT extversion FROM pg_extension WHERE extname = 'timescaledb')`);
    expect(await findings(engine.url, rule)).toEqual([]);
  });
});
