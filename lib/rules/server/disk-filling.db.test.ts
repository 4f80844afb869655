import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings } from '../testing/advice-story';
import { trend } from '../testing/context';
import { trendsOf } from '../trends';
import rule from './disk-filling';

let engine: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  engine = await freshDatabase(18);
});
afterAll(() => engine?.stop());

/** It gives words, no SQL: no SQL makes a disk larger. The data is real; how large its disk is, is said. */
describe('server/disk-filling on a real engine', () => {
  it('finds data that takes most of its disk, or soon will', async () => {
    const on = (diskBytes: number, perDay = 0) =>
      findings(
        engine.url,
        rule,
        { diskBytes },
        undefined,
        trendsOf([
          trend('databaseBytes', 0, { hours: 168, last: 7 * perDay, windowSeconds: 604_800 }),
          trend('databaseBytes', 0, { hours: 24, last: perDay, windowSeconds: 86_400 }),
        ]),
      );
    const [full] = await on(1_000_000);
    expect(full).toMatchObject({ severity: 'critical', subject: ['disk'] });
    const used = full?.facts.usedBytes ?? 0;
    expect(used).toBeGreaterThan(10_000_000);
    expect(await on(2 * used)).toEqual([]);
    expect(await on(2 * used, used / 10)).toMatchObject([{ severity: 'warning' }]);
  });
});
