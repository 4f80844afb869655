import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings } from '../testing/advice-story';
import { lockEachOtherOut } from '../testing/lock-each-other-out';
import { watched } from '../testing/watched';
import rule from './deadlocks';

const ROUNDS = 6;
let engine: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  engine = await freshDatabase(18);
});
afterAll(() => engine?.stop());

/** It gives words, no SQL: the order of locks is in the application. */
describe('server/deadlocks on a real engine', () => {
  it('finds six within an hour, and none where nothing happened', async () => {
    const some = await watched(engine.url, 'databaseCounters', 3_600, () =>
      lockEachOtherOut(engine.url, ROUNDS),
    );
    const [found] = await findings(engine.url, rule, {}, undefined, some);
    expect(found).toMatchObject({ severity: 'warning' });
    expect(found?.facts.deadlocksPerHour).toBeCloseTo(ROUNDS, 6);
    const none = await watched(engine.url, 'databaseCounters', 3_600, async () => undefined);
    expect(await findings(engine.url, rule, {}, undefined, none)).toEqual([]);
  });
});
