import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './slot-retaining';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(18, { settings: { max_slot_wal_keep_size: '1MB' } });
  await run(engine.url, [
    `SELECT pg_create_physical_replication_slot('gone', true)`,
    ...Array.from({ length: 4 }, () => [
      `SELECT pg_logical_emit_message(true, 'a', 'b')`,
      'SELECT pg_switch_wal()',
    ]).flat(),
    'CHECKPOINT',
  ]);
});
afterAll(() => engine?.stop());

describe('replication/slot-retaining on a real engine', () => {
  it('finds a slot that the server has given up, and drops it for good', async () => {
    const found = await tellAdviceStory({ url: engine.url, rule, subject: ['slot', 'gone'] });
    expect(found).toMatchObject({ severity: 'critical' });
    expect(found.detail).toContain('wal_removed');
  });
});
