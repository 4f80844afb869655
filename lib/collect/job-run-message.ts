import { type Sql, sql } from '@/lib/sql/statement';

/** The error of a run in words, from the JSON that TimescaleDB keeps of it, as its views put it together; null where there is none. */
export function runMessage(error: Sql): Sql {
  return sql`NULLIF(pg_catalog.concat_ws('. ', ${error}->>'message', ${error}->>'detail', ${error}->>'hint'), '')`;
}

/** A worker that crashes leaves no JSON; these are the words of TimescaleDB's views. */
export const CRASH_MESSAGE = sql`'job crash detected, see server logs'`;
