import type { z } from 'zod';
import type { Queryable } from '@/lib/db/queryable';
import { type ServerFacts, type TimescaleFacts, timescaleAtLeast } from '@/lib/db/server';
import { AppError } from '@/lib/errors';
import { ident, type Sql, sql } from '@/lib/sql/statement';

/** How often a collector runs; the intervals and budgets stand in `lib/monitor/tiers.ts`. */
export type Tier = 'live' | 'standard' | 'catalog' | 'exact';

/** The SQL that lets our role read what it could not, and the SQL that takes it back. */
export interface Mend {
  readonly sql: Sql;
  readonly undo: Sql;
}

/** Why something cannot be read. Not the same as empty, and never judged as fine. */
export interface Unavailable {
  readonly unavailable: string;
  readonly mend?: Mend;
}

export interface Collector<Name extends string, Row> {
  readonly name: Name;
  /** What it reads, in one line, for the coverage screen. */
  readonly title: string;
  readonly tier: Tier;
  readonly row: z.ZodType<Row>;
  /** Reads whole catalogs (see `QueryOptions.bulk`). */
  readonly bulk?: boolean;
  /** The statement for this server, or why there is none. */
  sql(server: ServerFacts): Sql | Unavailable;
  /** What part of the rows this role cannot see although the statement succeeds; null when it sees all. */
  partly?(server: ServerFacts): Unavailable | null;
  /** The grant that mends a refusal (SQLSTATE 42501) of the statement. */
  mend?(server: ServerFacts): Mend;
}

export type Artifact<Row> =
  | {
      readonly status: 'ok';
      readonly rows: readonly Row[];
      readonly collectedAt: string;
      readonly tookMs: number;
      readonly partly?: { readonly reason: string; readonly mend?: Mend };
    }
  | {
      readonly status: 'unavailable';
      readonly reason: string;
      readonly mend?: Mend;
      /** Only a lock of another session was in the way: what was read before is as true as it was. */
      readonly isLocked?: true;
    };

export function defineCollector<const Name extends string, Row>(
  collector: Collector<Name, Row>,
): Collector<Name, Row> {
  return collector;
}

/** Reads one artifact. Never throws and never answers [] for what it could not read. */
export async function collect<Row>(
  database: Queryable,
  server: ServerFacts,
  collector: Collector<string, Row>,
): Promise<Artifact<Row>> {
  const statement = collector.sql(server);
  if (typeof statement !== 'string') return unavailable(statement);
  const startedAt = Date.now();
  try {
    const options = {
      ...(collector.bulk && { bulk: true }),
      ...(collector.tier === 'exact' && { timeoutMs: EXACT_TIMEOUT_MS }),
    };
    const rows = await database.queryRows(collector.name, statement, collector.row, options);
    const limits = collector.partly?.(server) ?? null;
    return {
      status: 'ok',
      rows,
      collectedAt: new Date(startedAt).toISOString(),
      tookMs: Date.now() - startedAt,
      ...(limits && { partly: { reason: limits.unavailable, ...(limits.mend && { mend: limits.mend }) } }),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const mend =
      error instanceof AppError && error.code === 'query-denied' ? collector.mend?.(server) : undefined;
    const isLocked = error instanceof AppError && error.code === 'query-locked';
    return { ...unavailable({ unavailable: reason, ...(mend && { mend }) }), ...(isLocked && { isLocked }) };
  }
}

// Exact sizes stat every file; on tens of thousands of chunks that takes seconds (reference: scale measurements).
const EXACT_TIMEOUT_MS = 30_000;

function unavailable({ unavailable: reason, mend }: Unavailable): {
  status: 'unavailable';
  reason: string;
  mend?: Mend;
} {
  return { status: 'unavailable', reason, ...(mend && { mend }) };
}

/** The answer of every TimescaleDB collector where the extension is not installed. */
export const NO_TIMESCALE: Unavailable = { unavailable: 'TimescaleDB is not installed in this database' };

/** The answer of every collector of cumulative statistics on the embedded engine, whose counters are always zero. */
export const NO_STATISTICS: Unavailable = { unavailable: 'this server keeps no statistics' };

/** Builds the statement with TimescaleDB's facts, or says that the extension is not there. */
export function withTimescale(
  server: ServerFacts,
  build: (timescale: TimescaleFacts) => Sql | Unavailable,
): Sql | Unavailable {
  const { timescale } = server;
  if (!timescale) return NO_TIMESCALE;
  return timescaleAtLeast(timescale, '2.11')
    ? build(timescale)
    : { unavailable: `TimescaleDB ${timescale.version} is older than 2.11, the oldest that Chunkwise reads` };
}

/** Membership of a role for ours, and its revocation. */
export function membership(role: string, server: ServerFacts): Mend {
  return {
    sql: sql`GRANT ${ident(role)} TO ${ident(server.roleName)};`,
    undo: sql`REVOKE ${ident(role)} FROM ${ident(server.roleName)};`,
  };
}
