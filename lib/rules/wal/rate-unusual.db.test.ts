import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { trend } from '../testing/context';
import { watched } from '../testing/watched';
import { trendsOf } from '../trends';
import rule from './rate-unusual';

let engine: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  engine = await freshDatabase(18);
});
afterAll(() => engine?.stop());

/** It gives words, no SQL: what writes the log may be wanted. */
describe('wal/rate-unusual on a real engine', () => {
  it('finds a statement that writes much log at an hour that is quiet in other weeks', async () => {
    const rate = (
      await watched(engine.url, 'wal', 5, () =>
        run(engine.url, ['CREATE TABLE filler AS SELECT i FROM generate_series(1, 200000) i']),
      )
    )('walBytesPerSecond');
    if ('notRun' in rate) throw new Error(rate.notRun);
    expect(rate.average).toBeGreaterThan(1_048_576);
    const against = (usual: number) =>
      findings(
        engine.url,
        rule,
        {},
        undefined,
        trendsOf([trend('walBytesPerSecond', rate.average, { usual })]),
      );
    expect(await against(rate.average / 4)).toHaveLength(1);
    expect(await against(rate.average / 2)).toEqual([]);
  });
});
