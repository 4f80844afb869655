import type { ServerFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';

/**
 * `user_relation(oid, schema, …pg_class)`: ordinary, partitioned and materialized tables of users. Hypertables are
 * judged as hypertables, so they are left out, and so are their chunks wherever they were put, and whatever lies
 * in TimescaleDB's own schemas: compressed relations and the tables behind continuous aggregates.
 */
export function userRelation({ timescale, major }: ServerFacts): Sql {
  const ofTimescale = timescale
    ? sql`
     AND n.nspname NOT IN ('_timescaledb_catalog', '_timescaledb_functions', '_timescaledb_internal', '_timescaledb_config',
                           '_timescaledb_cache', '_timescaledb_debug', 'timescaledb_information', 'timescaledb_experimental')
     AND NOT EXISTS (SELECT 1 FROM hypertable_relation h WHERE h.oid = c.oid)
     AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i JOIN hypertable_relation h ON h.oid = i.inhparent WHERE i.inhrelid = c.oid)`
    : sql``;
  const hypertables = timescale
    ? sql`
hypertable_relation AS MATERIALIZED (
  SELECT c.oid
    FROM _timescaledb_catalog.hypertable h
    JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
    JOIN pg_catalog.pg_class c ON c.relname = h.table_name AND c.relnamespace = n.oid),`
    : sql``;
  return sql`${hypertables}
user_relation AS MATERIALIZED (
  SELECT n.nspname AS schema, c.oid, c.relname, c.relkind, c.relowner, c.relnamespace, c.relpages, c.reltuples, c.reltoastrelid, c.relfrozenxid,
         c.relminmxid, c.relreplident,${major >= 18 ? sql` c.relallfrozen,` : sql``} c.reloptions, c.relispartition, c.relpersistence, c.relhasindex
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'${ofTimescale})`;
}

/** Bytes of the pages that the planner knows of, main fork only: no file is touched, no lock waited for. */
export const PAGE_BYTES: Sql = sql`pg_catalog.current_setting('block_size')::bigint`;
