import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './subscription-stopped';

/** It gives words, no SQL, so its story is told by the server alone. */
describe.each([13, 18])('replication/subscription-stopped on PostgreSQL %i', (major) => {
  let engine: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    engine = await freshDatabase(major);
  });
  afterAll(() => engine?.stop());

  it('finds one that was never switched on, and one that cannot connect', async () => {
    const titles = async () => (await findings(engine.url, rule)).map(({ title }) => title);
    await run(engine.url, [
      `CREATE SUBSCRIPTION "odd ""one" CONNECTION 'host=/nowhere' PUBLICATION nothing WITH (connect = false)`,
    ]);
    expect(await titles()).toEqual(['Switch the subscription odd "one on again, or drop it']);
    await run(engine.url, [`ALTER SUBSCRIPTION "odd ""one" ENABLE`]);
    await expect
      .poll(titles, { timeout: 10_000 })
      .toEqual(['Find out why the subscription odd "one does not run']);
    await run(engine.url, [
      `ALTER SUBSCRIPTION "odd ""one" DISABLE`,
      `ALTER SUBSCRIPTION "odd ""one" SET (slot_name = NONE)`,
      `DROP SUBSCRIPTION "odd ""one"`,
    ]);
    expect(await titles()).toEqual([]);
  });
});
