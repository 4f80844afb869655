import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, rehearseSetting } from '../testing/advice-story';
import { trend } from '../testing/context';
import { trendsOf } from '../trends';
import rule from './backend-writes';

const MAJORS = [16, 18];

/** An hour of stops comes in: whether the change helps only the next hour tells, so its setting is what is looked at. */
describe.each(MAJORS)('server/backend-writes on PostgreSQL %i', (major) => {
  let engine: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    engine = await freshDatabase(major);
  });
  afterAll(() => engine?.stop());

  it('raises the limit, and takes it back', async () => {
    const during = (stops: number) =>
      findings(engine.url, rule, {}, undefined, trendsOf([trend('maxWrittenCleanedPerSecond', stops)]));
    expect(await during(0)).toEqual([]);
    const [found] = await during(2);
    expect(found?.facts).toEqual({ stoppedRatio: 0.4, maxPages: 100 });
    if (found) await rehearseSetting(engine.url, found, 'bgwriter_lru_maxpages');
  });
});
