import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import { changedRows } from '../testing/changed-rows';
import rule from './slot-inactive';

const MAJORS = [16, 18];

/** As if it had been unused for an hour; before 17 that is not told, and it counts at once. */
const later = (real: Snapshot) =>
  changedRows(real, 'replicationSlots', (row) => ({
    ...row,
    inactiveSince:
      row.inactiveSince === null ? null : new Date(Date.parse(row.inactiveSince) - 3_600_000).toISOString(),
  }));

describe.each(MAJORS)('replication/slot-inactive on PostgreSQL %i', (major) => {
  let engine: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    engine = await freshDatabase(major);
    await run(engine.url, [`SELECT pg_create_physical_replication_slot('left_behind', true)`]);
  });
  afterAll(() => engine?.stop());

  it('finds it and drops it for good', async () => {
    const found = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['slot', 'left_behind'],
      beside: later,
    });
    expect(found.severity).toBe(major >= 17 ? 'critical' : 'notice');
    expect(found.facts.retainedBytes).toBeGreaterThanOrEqual(0);
    expect(await findings(engine.url, rule, {}, later)).toEqual([]);
  });
});
