import type { z } from 'zod';
import type { Sql } from '@/lib/sql/statement';

export interface QueryOptions {
  /** Milliseconds after which the server cancels the statement. */
  readonly timeoutMs?: number;
  /** Reads whole catalogs: planner settings that make set-based joins cheap are set for this statement alone. */
  readonly bulk?: boolean;
}

/**
 * The seam between collectors and a monitored database: one read-only statement in, parsed rows out.
 * Failures are `AppError` with the codes `query-timeout`, `query-locked`, `query-denied`, `query-failed`, or those of connecting.
 */
export interface Queryable {
  queryRows<Row>(
    collector: string,
    statement: Sql,
    row: z.ZodType<Row>,
    options?: QueryOptions,
  ): Promise<Row[]>;
}
