import { afterAll, describe, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import { withOldCounters } from '../testing/old-counters';
import rule from './analyze-stale';

const opened: Awaited<ReturnType<typeof freshDatabase>>[] = [];
afterAll(() => Promise.all(opened.map((database) => database.stop())));

/** 14 is the first that keeps the statistics of a partitioned table, 18 the first that leaves its partitions out. */
describe.each([14, 18])('vacuum/analyze-stale on PostgreSQL %i', (major) => {
  it('plants, finds, applies and verifies, a table and a partitioned one', async () => {
    const database = await freshDatabase(major);
    opened.push(database);
    await run(database.url, [
      'CREATE TABLE grown (id int)',
      'INSERT INTO grown SELECT generate_series(1, 12000)',
      'CREATE TABLE parted (id int) PARTITION BY RANGE (id)',
      'CREATE TABLE "part 1" PARTITION OF parted FOR VALUES FROM (0) TO (1000000)',
      'INSERT INTO parted SELECT generate_series(1, 12000)',
      'ANALYZE "part 1"',
      // Until 14 the statistics of a session arrive a moment later.
      ...(major < 15 ? ['SELECT pg_sleep(1.2)'] : []),
    ]);
    const story = { url: database.url, rule, beside: withOldCounters };
    // Until 14 they arrive later after the advice as well: it is found, and its statement belongs to 18.
    await tellAdviceStory({
      ...story,
      subject: ['public', 'grown'],
      ...(major < 15 && { onlyFound: true as const }),
    });
    await tellAdviceStory({ ...story, subject: ['public', 'parted'] });
  });
});
