import { afterAll, describe, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import { withOldCounters } from '../testing/old-counters';
import rule from './analyze-stale';

const opened: Awaited<ReturnType<typeof freshDatabase>>[] = [];
afterAll(() => Promise.all(opened.map((database) => database.stop())));

/** From 18 the partitions can be left out. */
describe.each([15, 18])('vacuum/analyze-stale on PostgreSQL %i', (major) => {
  it('plants, finds, applies and verifies, a table and a partitioned one', async () => {
    const database = await freshDatabase(major);
    opened.push(database);
    await run(database.url, [
      'CREATE TABLE grown (id int)',
      'INSERT INTO grown SELECT generate_series(1, 12000)',
      'CREATE TABLE parted (id int) PARTITION BY RANGE (id)',
      'CREATE TABLE "part 1" PARTITION OF parted FOR VALUES FROM (0) TO (1000000)',
      'INSERT INTO parted SELECT generate_series(1, 12000)',
    ]);
    // What a session has written is counted when it ends.
    await run(database.url, ['ANALYZE "part 1"']);
    const story = { url: database.url, rule, beside: withOldCounters };
    await tellAdviceStory({ ...story, subject: ['public', 'grown'] });
    await tellAdviceStory({ ...story, subject: ['public', 'parted'] });
  });
});
