import pg from 'pg';
import { expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { type GuardedStep, guarded } from './guarded';
import { sql } from './statement';

const STEPS: readonly Pick<GuardedStep, 'sql' | 'transaction'>[] = [
  { sql: sql`CREATE TABLE made (n int);`, transaction: 'any' },
  { sql: sql`VACUUM made;`, transaction: 'none' },
];

it('runs on a real server, each text sent whole, and leaves its timeouts as they were', async () => {
  const engine = await freshDatabase(17);
  const client = new pg.Client({ connectionString: engine.url });
  try {
    await client.connect();
    const show =
      "SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') AS now";
    const before = (await client.query(show)).rows;
    for (const step of STEPS) {
      const duration = { seconds: 1, basis: 'one catalog row' };
      const lock = { mode: 'none', on: 'a\nb', blocks: 'nothing' };
      for (const text of guarded({ ...step, lock, duration })) await client.query(text);
      expect((await client.query(show)).rows).toEqual(before);
    }
    expect((await client.query('SELECT count(*)::int AS n FROM made')).rows).toEqual([{ n: 0 }]);
  } finally {
    await client.end();
    await engine.stop();
  }
});
