import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { watched } from '../testing/watched';
import rule from './rollbacks-high';

let engine: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  engine = await freshDatabase(18);
});
afterAll(() => engine?.stop());

const times = (many: number, ...statements: string[]) =>
  Array.from({ length: many }, () => statements).flat();

/** It gives words, no SQL: what fails is in the application. */
describe('server/rollbacks-high on a real engine', () => {
  it('finds transactions that are rolled back, and not those that are committed', async () => {
    const during = (statements: readonly string[]) =>
      watched(engine.url, 'databaseCounters', 10, () => run(engine.url, statements));
    const failing = await during(times(40, 'BEGIN', 'SELECT 1', 'ROLLBACK'));
    expect(await findings(engine.url, rule, {}, undefined, failing)).toMatchObject([{ severity: 'warning' }]);
    const sound = await during(times(40, 'SELECT 1'));
    expect(await findings(engine.url, rule, {}, undefined, sound)).toEqual([]);
  });
});
