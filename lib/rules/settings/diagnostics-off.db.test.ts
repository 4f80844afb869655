import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { RELOAD } from '@/lib/sql/setting';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './diagnostics-off';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  // The oldest has the most of them off.
  engine = await startPostgres(13);
  await run(engine.url, ['ALTER SYSTEM SET track_activities = off', RELOAD]);
});
afterAll(() => engine?.stop());

const OFF = [
  'track_activities',
  'track_io_timing',
  'log_lock_waits',
  'log_autovacuum_min_duration',
  'log_checkpoints',
];

describe('settings/diagnostics-off on a real engine', () => {
  it('finds what PostgreSQL 13 begins with', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject[0])).toEqual(OFF);
  });

  it.each(OFF)('changes %s by a reload, and takes it back', async (name) => {
    await tellAdviceStory({ url: engine.url, rule, subject: [name] });
  });
});
