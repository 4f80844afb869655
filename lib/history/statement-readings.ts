import type { Pool } from 'pg';
import type { StatementReading } from '@/lib/derive/statement-reading';
import { sql } from '@/lib/sql/statement';

/** Every quarter of an hour all counters, about 20 kB and 5 compressed, for as long as the longest window: 2 MB at most. */
export const READING_EVERY_SECONDS = 900;
const KEPT_HOURS = 26;

export interface KeptReading {
  readonly at: string;
  readonly reading: StatementReading;
}

export async function writeStatementReading(
  pool: Pool,
  databaseId: string,
  { at, reading }: KeptReading,
): Promise<void> {
  await pool.query(
    sql`INSERT INTO chunkwise_history.statement_reading (database_id, at, reading) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING`,
    [databaseId, at, JSON.stringify(reading)],
  );
  await pool.query(
    sql`DELETE FROM chunkwise_history.statement_reading WHERE at < now() - make_interval(hours => ${KEPT_HOURS})`,
  );
}

/**
 * The reading that begins a window of this length, or what comes nearest to it. Null while history does not reach
 * back half as far, or was away then: a window of twice the length is another one.
 */
export async function readStatementReading(
  pool: Pool,
  databaseId: string,
  windowSeconds: number,
  nowMs: number,
): Promise<KeptReading | null> {
  const wanted = new Date(nowMs - windowSeconds * 1_000);
  const { rows } = await pool.query<{ at: Date; reading: StatementReading }>(
    sql`SELECT at, reading FROM chunkwise_history.statement_reading
         WHERE database_id = $1 AND at > $2 AND at <= $3
         ORDER BY abs(extract(epoch FROM at - $4::timestamptz)) LIMIT 1`,
    [
      databaseId,
      new Date(nowMs - 2 * windowSeconds * 1_000),
      new Date(nowMs - 0.5 * windowSeconds * 1_000),
      wanted,
    ],
  );
  const [found] = rows;
  return found ? { at: found.at.toISOString(), reading: found.reading } : null;
}
