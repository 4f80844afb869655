import type { Client } from 'pg';
import { runDueJobs } from '../../job-runner';
import { jobHistory, jobs } from './jobs';
import { tables } from './tables';

/** Makes the demo database, as of `now`. The same instant gives the same rows. */
export async function seedTimescale(
  client: Client,
  url: string,
  now: Date,
  onProgress: (line: string) => void,
): Promise<void> {
  const steps = tables.length + 1;
  for (const [at, table] of tables.entries()) {
    onProgress(`Creating the TimescaleDB demo: ${table.name} (${at + 1}/${steps})`);
    await runAll(client, table.create);
    await client.query(table.rows, [new Date(now.getTime() - table.days * 86_400_000), now]);
    await runAll(client, table.finish);
    // Nobody else does in this engine, and its log of changes is kept until somebody does.
    await client.query('CHECKPOINT');
  }
  onProgress(`Creating the TimescaleDB demo: jobs (${steps}/${steps})`);
  await runAll(client, jobs);
  await runDueJobs(url);
  await runAll(client, [...jobHistory, 'ANALYZE']);
}

async function runAll(client: Client, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await client.query(statement);
}
