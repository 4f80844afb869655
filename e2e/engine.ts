import pg from 'pg';

/** Runs statements on a demo database as a reader would with its psql line. */
export async function runOn(psql: string, statements: readonly string[]): Promise<void> {
  const socketDir = psql.match(/-h (\S+)/)?.[1];
  if (socketDir === undefined) throw new Error(`no socket folder in: ${psql}`);
  const client = new pg.Client({ host: socketDir, user: 'postgres', database: 'postgres' });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
