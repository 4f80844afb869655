import { literal, type Sql, sql } from './statement';

/** Drops what interrupted concurrent merges left (2.24+). */
export const CLEAN_UP_REWRITES: Sql = sql`CALL _timescaledb_functions.chunk_rewrite_cleanup();`;

export const COUNT_REWRITES: Sql = sql`SELECT count(*) FROM _timescaledb_catalog.chunk_rewrite;`;

/** How many sessions merge chunks now, of those that the role may see. */
export const RUNNING_MERGES: Sql = sql`SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query ~* ${literal('merge_chunks')};`;
