import { qualified, type Sql, sql } from './statement';
import { OF_THIS_DATABASE } from './statements-of-database';

/** What psql's \password and careful clients send instead of a password. */
const HASH = sql`SCRAM-SHA-256\\$|md5[0-9a-f]{32}`;

/** Only such commands are kept as they were typed; few begin so, and the others are not searched to their end. */
const BEGINS = sql`^\\s*((/\\*.*?\\*/|--[^\\n]*\\n)\\s*)*(create|alter|do)\\M`;

/**
 * A condition on entries `s` of pg_stat_statements whose text has a password in the clear: of a role, a user mapping or a
 * subscription, hashes excepted.
 */
export const HOLDS_PASSWORD: Sql = sql`s.query ~* '${BEGINS}'
   AND (s.query ~* '\\m(create|alter)\\s+(role|user|group)\\M.*\\mpassword\\s+E?''(?!${HASH})'
        OR s.query ~* '\\m(create|alter)\\s+subscription\\M.*\\mpassword\\s*=')`;

/** How many entries of this database hold one; `schema` is that of the extension. */
export function countPasswords(schema: string): Sql {
  return sql`SELECT count(*) FROM ${qualified(schema, 'pg_stat_statements')} s WHERE ${OF_THIS_DATABASE} AND ${HOLDS_PASSWORD};`;
}

/** Forgets those entries and no other. */
export function forgetPasswords(schema: string): Sql {
  return sql`SELECT count(${qualified(schema, 'pg_stat_statements_reset')}(s.userid, s.dbid, s.queryid)) FROM ${qualified(schema, 'pg_stat_statements')} s WHERE ${OF_THIS_DATABASE} AND ${HOLDS_PASSWORD};`;
}
