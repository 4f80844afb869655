import type { Configuration } from '@/lib/config/configuration';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { AppError } from '@/lib/errors';
import type { Engines } from './engines';

/** One line for each database: what it is, or what keeps us from it and what to do. The dashboard runs in either case. */
export async function reportTargets(
  configuration: Configuration,
  { demo }: Engines,
  say: (line: string) => void,
): Promise<void> {
  for (const { name, psql } of demo) say(`  demo database ${name}: ${psql}`);
  const lines = await Promise.all(configuration.targets.map(({ id, url }) => described(id, url)));
  for (const line of lines) say(`  ${line}`);
}

async function described(id: string, url: string): Promise<string> {
  const database = openDatabase({ url });
  try {
    const { version, timescale } = await probeServer(database);
    return `${id}: PostgreSQL ${version}${timescale ? `, TimescaleDB ${timescale.version}` : ''}`;
  } catch (error) {
    const reason =
      error instanceof AppError ? [error.message, error.hint].filter(Boolean).join('. ') : 'cannot be read';
    return `${id}: ${reason} Chunkwise keeps trying.`;
  } finally {
    await database.close();
  }
}
