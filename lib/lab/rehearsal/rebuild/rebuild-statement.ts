import type { Sql } from '@/lib/sql/statement';

export interface RebuildStatement {
  readonly sql: Sql;
  /** What it makes, as a noun phrase, for the reader when it fails. */
  readonly what: string;
}
