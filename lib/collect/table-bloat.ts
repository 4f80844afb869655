import { z } from 'zod';
import { float8, int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';
import { PAGE_BYTES, userRelation } from './user-relations';

/** The largest tables: whatever is wasted in others is small. */
const TOP = 200;
/** Smaller ones are left out: half a megabyte. */
const LEAST_PAGES = 64;

/**
 * What the heaps of the largest tables would take if they were packed anew, from the widths in the planner's statistics:
 * within 1 to 3 points of what pgstattuple measures (tables with half to seven tenths of their rows deleted). Nothing is
 * read but catalogs; pages and rows are those of the last VACUUM or ANALYZE. TOAST is not estimated.
 */
export const tableBloat = defineCollector({
  name: 'tableBloat',
  title: 'Room in tables that holds no row, estimated',
  tier: 'exact',
  row: z.object({
    relationOid: z.number(),
    schema: z.string(),
    name: z.string(),
    heapBytes: int8,
    /** What its rows would take packed anew, with the room that fillfactor leaves; null where widths are not known. */
    packedBytes: float8.nullable(),
    /** False: this role may not read the statistics of its columns, so nothing is known of it. */
    isReadable: z.boolean(),
    /** Columns that the estimate lacks, for they have no statistics. */
    columnsUnknown: int8,
  }),
  sql: (server) => sql`
WITH ${userRelation(server)},
largest AS (
  SELECT t.oid, t.schema, t.relname, t.relpages, t.reltuples,
         coalesce((SELECT o.option_value::int FROM pg_catalog.pg_options_to_table(t.reloptions) o WHERE o.option_name = 'fillfactor'), 100) AS fillfactor
    FROM user_relation t
   WHERE t.relkind <> 'p' AND t.relpages >= ${LEAST_PAGES}
   ORDER BY t.relpages DESC
   LIMIT ${TOP}),
width AS (
  SELECT l.*, a.columns, a.may_read, s.columns_known, s.data_bytes,
         -- The tuple header of 23 bytes, and a bit a column where some value is null.
         23 + CASE WHEN s.has_nulls THEN (a.columns + 7) / 8 ELSE 0 END AS header_bytes
    FROM largest l
   CROSS JOIN LATERAL (
     SELECT count(*)::int AS columns, bool_or(pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')) AS may_read
       FROM pg_catalog.pg_attribute a
      WHERE a.attrelid = l.oid AND a.attnum > 0 AND NOT a.attisdropped) a
   CROSS JOIN LATERAL (
     SELECT count(*)::int AS columns_known, sum((1 - s.null_frac) * s.avg_width) AS data_bytes, coalesce(bool_or(s.null_frac > 0), false) AS has_nulls
       FROM pg_catalog.pg_stats s
      WHERE s.schemaname = l.schema AND s.tablename = l.relname AND NOT s.inherited) s)
SELECT w.oid AS "relationOid", w.schema::text AS "schema", w.relname::text AS "name", w.relpages * ${PAGE_BYTES} AS "heapBytes",
       CASE WHEN w.columns_known > 0 AND w.reltuples >= 0
            THEN least(w.relpages, ceil(w.reltuples
              -- Rows to a page: its header takes 24 bytes; header and data are rounded up to 8, and the line pointer takes 4.
              / greatest(1, floor((${PAGE_BYTES} * w.fillfactor / 100.0 - 24) / (ceil(w.header_bytes / 8.0) * 8 + ceil(w.data_bytes / 8) * 8 + 4)))))
              * ${PAGE_BYTES} END AS "packedBytes",
       coalesce(w.may_read, true) AS "isReadable", greatest(0, w.columns - w.columns_known) AS "columnsUnknown"
  FROM width w
 ORDER BY w.relpages DESC, w.schema, w.relname`,
  partly: (server) =>
    server.isSuperuser
      ? null
      : {
          unavailable: 'Tables that this role may not SELECT are not estimated: their statistics are hidden',
        },
});
