import { existsSync, readFileSync } from 'node:fs';
import pg from 'pg';
import type { Clock } from './median';

const NANOSECONDS = 1_000_000;

/**
 * Processor time that the sessions of a server on this machine have used so far, which nothing else that runs here
 * lengthens much. Null where the kernel does not tell.
 */
export async function serverClock(url: string): Promise<Clock | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
  );
  await client.end();
  const files = rows.map(({ pid }) => `/proc/${pid}/schedstat`);
  return files.every((file) => existsSync(file))
    ? () =>
        files.reduce((sum, file) => sum + Number(readFileSync(file, 'utf8').split(' ')[0]) / NANOSECONDS, 0)
    : null;
}
