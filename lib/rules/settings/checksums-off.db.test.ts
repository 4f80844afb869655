import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings } from '../testing/advice-story';
import rule from './checksums-off';

/** They are turned on while the server is stopped, by a program: no SQL, so no story. */
describe.each([
  [15, 1],
  [18, 0],
])('settings/checksums-off on PostgreSQL %i', (major, found) => {
  let engine: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    engine = await startPostgres(major);
  });
  afterAll(() => engine?.stop());

  it(`finds ${found === 1 ? 'a cluster as initdb made it, and measures it' : 'nothing, since initdb turns them on'}`, async () => {
    const all = await findings(engine.url, rule);
    expect(all).toHaveLength(found);
    for (const { facts } of all) expect(facts.dataBytes).toBeGreaterThan(10_000_000);
  });
});
