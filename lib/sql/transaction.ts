import { comment, joined, type Sql, sql } from './statement';

/** A script that takes effect as a whole or not at all, and waits for no lock longer than two seconds. */
export function oneTransaction(title: string, statements: readonly Sql[]): Sql {
  return joined(
    [comment(title), sql`BEGIN;`, sql`SET LOCAL lock_timeout = '2s';`, ...statements, sql`COMMIT;`],
    '\n',
  );
}
