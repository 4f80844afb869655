import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { changedRows } from '../testing/changed-rows';
import rule from './prepared-transaction-old';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(13, { settings: { max_prepared_transactions: '5' } });
});
afterAll(() => engine?.stop());

const later = (real: Snapshot) =>
  changedRows(real, 'preparedTransactions', (row) => ({ ...row, ageSeconds: row.ageSeconds + 3_600 }));

/** It gives words, no SQL: whether to commit or to roll back only the coordinator knows. */
describe('sessions/prepared-transaction-old on a real engine', () => {
  it('finds one that nobody ended, and is quiet when somebody has', async () => {
    await run(engine.url, [
      'CREATE TABLE orders (id int)',
      `BEGIN; INSERT INTO orders VALUES (1); PREPARE TRANSACTION 'order "1"'`,
    ]);
    expect(await findings(engine.url, rule)).toEqual([]);
    expect(await findings(engine.url, rule, {}, later)).toMatchObject([
      { severity: 'critical', subject: ['prepared', 'postgres', 'order "1"'] },
    ]);
    await run(engine.url, [`ROLLBACK PREPARED 'order "1"'`]);
    expect(await findings(engine.url, rule, {}, later)).toEqual([]);
  });
});
