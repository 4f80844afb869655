import { z } from 'zod';
import { float8, instant } from '@/lib/db/columns';
import { extensionVersionNumber, type ServerFacts } from '@/lib/db/server';
import { ident, literal, type Sql, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** One row: how pg_stat_statements is set up here, whether it is or not. */
export const statementTracking = defineCollector({
  name: 'statementTracking',
  title: 'What pg_stat_statements keeps',
  tier: 'standard',
  row: z.object({
    /** Whether the module is preloaded: without that the extension cannot be read. */
    isLoaded: z.boolean(),
    /** In this database. */
    isCreated: z.boolean(),
    /** Null when it is not loaded, as all that follows. */
    mostEntries: float8.nullable(),
    /** `none`, `top` or `all`: also what functions run. */
    track: z.string().nullable(),
    tracksPlanning: z.boolean().nullable(),
    /** Without it times of reading and writing blocks stay zero. */
    tracksBlockTimes: z.boolean(),
    blockBytes: float8,
    /** Of all databases. Null when the extension is not here. */
    entries: float8.nullable(),
    /** Entries that were pushed out since `statsResetAt`. Both null before extension version 1.9. */
    deallocations: float8.nullable(),
    statsResetAt: instant.nullable(),
  }),
  sql: (server) => sql`
SELECT pg_catalog.current_setting('pg_stat_statements.max', true) IS NOT NULL AS "isLoaded",
       ${literal(server.extensionSchemas.pg_stat_statements !== undefined)} AS "isCreated",
       pg_catalog.current_setting('pg_stat_statements.max', true)::float8 AS "mostEntries",
       pg_catalog.current_setting('pg_stat_statements.track', true) AS "track",
       pg_catalog.current_setting('pg_stat_statements.track_planning', true)::boolean AS "tracksPlanning",
       pg_catalog.current_setting('track_io_timing')::boolean AS "tracksBlockTimes",
       pg_catalog.current_setting('block_size')::float8 AS "blockBytes",
       ${entries(server)}`,
});

function entries({ extensions, extensionSchemas }: ServerFacts): Sql {
  const schema = extensionSchemas.pg_stat_statements;
  if (schema === undefined)
    return sql`NULL::float8 AS "entries", NULL::float8 AS "deallocations", NULL::timestamptz AS "statsResetAt"`;
  // Reading the extension without its module is an error. Without texts: the file that holds them is not read.
  const loaded = (value: Sql) =>
    sql`CASE WHEN pg_catalog.current_setting('pg_stat_statements.max', true) IS NOT NULL THEN (${value}) END`;
  const count = sql`${loaded(sql`SELECT count(*)::float8 FROM ${ident(schema)}.pg_stat_statements(false)`)} AS "entries"`;
  const info = (column: Sql) => loaded(sql`SELECT ${column} FROM ${ident(schema)}.pg_stat_statements_info i`);
  return extensionVersionNumber(extensions.pg_stat_statements ?? '1.8') >= extensionVersionNumber('1.9')
    ? sql`${count},
       ${info(sql`i.dealloc::float8`)} AS "deallocations", ${info(sql`i.stats_reset`)} AS "statsResetAt"`
    : sql`${count}, NULL::float8 AS "deallocations", NULL::timestamptz AS "statsResetAt"`;
}
