import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, rehearseSetting } from '../testing/advice-story';
import rule from './lock-table-filling';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(17, {
    settings: {
      max_connections: '10',
      max_wal_senders: '1',
      max_worker_processes: '1',
      autovacuum_max_workers: '1',
    },
  });
});
afterAll(() => engine?.stop());

/** The setting takes a restart, so the steps are read back from the configuration file, and the undo too. */
describe('sessions/lock-table-filling on a real engine', () => {
  it('finds one transaction that locks hundreds of objects, and no longer when it has ended', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
    const client = new pg.Client({ connectionString: engine.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT count(pg_advisory_xact_lock(i)) FROM generate_series(1, 300) i');
    const [found] = await findings(engine.url, rule);
    expect(found?.severity).toBe('warning');
    expect(found?.facts.tableSlotsUsed).toBeGreaterThanOrEqual(300);
    if (!found) throw new Error('expected a finding');
    await rehearseSetting(engine.url, found, 'max_locks_per_transaction');
    await client.query('ROLLBACK');
    await client.end();
    expect(await findings(engine.url, rule)).toEqual([]);
  });
});
