import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { changedRows } from '../testing/changed-rows';
import rule from './directory-large';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(14, { settings: { max_wal_size: '32MB', min_wal_size: '32MB' } });
});
afterAll(() => engine?.stop());

/** It gives words, no SQL: it names the cause, whose own rule has the SQL. */
describe('wal/directory-large on a real engine', () => {
  it('finds the log that a slot keeps, and leaves little log alone', async () => {
    await run(engine.url, [
      `SELECT pg_create_physical_replication_slot('keeper', true)`,
      ...Array.from({ length: 4 }, () => [
        `SELECT pg_logical_emit_message(true, 'a', 'b')`,
        'SELECT pg_switch_wal()',
      ]).flat(),
    ]);
    // A hundred times as much, which takes a test too long to write.
    const look = () =>
      findings(engine.url, rule, {}, (real) =>
        changedRows(
          changedRows(real, 'wal', (row) => ({ ...row, directoryBytes: (row.directoryBytes ?? 0) * 100 })),
          'replicationSlots',
          (row) => ({ ...row, retainedBytes: (row.retainedBytes ?? 0) * 100 }),
        ),
      );
    const [found] = await look();
    expect(found?.detail).toContain('The slot keeper keeps');
    expect(found?.facts.expectedBytes).toBe(32 * 1_048_576);
    expect(await findings(engine.url, rule)).toEqual([]);
  });
});
