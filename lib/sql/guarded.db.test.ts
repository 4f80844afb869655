import pg from 'pg';
import { expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { guarded } from './guarded';
import { sql } from './statement';

it('runs on a real server and leaves its timeouts as they were', async () => {
  const engine = await startPostgres(17);
  const client = new pg.Client({ connectionString: engine.url });
  try {
    await client.connect();
    const show =
      "SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') AS now";
    const before = (await client.query(show)).rows;
    await client.query(
      guarded({
        sql: sql`CREATE TABLE made (n int);`,
        lock: { mode: 'none', on: 'a\nb', blocks: 'nothing' },
        transaction: 'none',
        duration: { seconds: 1, basis: 'one catalog row' },
      }),
    );
    expect((await client.query(show)).rows).toEqual(before);
    expect((await client.query('SELECT count(*)::int AS n FROM made')).rows).toEqual([{ n: 0 }]);
  } finally {
    await client.end();
    await engine.stop();
  }
});
