import { type Sql, sql } from './statement';

/** A condition on entries `s` of pg_stat_statements, which has those of the whole server. */
export const OF_THIS_DATABASE: Sql = sql`s.dbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())`;
