import { z } from 'zod';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

/**
 * Views, materialized views and functions that a user built on relations of TimescaleDB's own schemas: an update that
 * drops such a relation fails as long as they are there.
 */
export const extensionDependents = defineCollector({
  name: 'extensionDependents',
  title: 'Objects built on TimescaleDB’s views and catalog',
  tier: 'catalog',
  row: z.object({
    schema: z.string(),
    name: z.string(),
    kind: z.enum(['view', 'materialized view', 'function']),
    /** What it reads, such as `timescaledb_information.jobs`. */
    reads: z.array(z.string()),
  }),
  // From the extension's own relations along the indexes of pg_depend: nothing that grows is read from end to end.
  sql: (server) =>
    withTimescale(
      server,
      () => sql`
WITH own AS MATERIALIZED (
  SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_catalog.pg_extension x
    JOIN pg_catalog.pg_depend e ON e.refclassid = 'pg_catalog.pg_extension'::regclass AND e.refobjid = x.oid
     AND e.classid = 'pg_catalog.pg_class'::regclass AND e.deptype = 'e'
    JOIN pg_catalog.pg_class c ON c.oid = e.objid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE x.extname = 'timescaledb'),
dependent AS MATERIALIZED (
  SELECT DISTINCT own.name, d.classid, d.objid
    FROM own
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = own.oid AND d.deptype = 'n'),
reader AS (
  SELECT dependent.name, 'pg_catalog.pg_class'::regclass AS classid, v.oid, n.nspname, v.relname AS objname,
         CASE v.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END AS kind
    FROM dependent
    JOIN pg_catalog.pg_rewrite r ON r.oid = dependent.objid AND dependent.classid = 'pg_catalog.pg_rewrite'::regclass
    JOIN pg_catalog.pg_class v ON v.oid = r.ev_class
    JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
  UNION ALL
  SELECT dependent.name, 'pg_catalog.pg_proc'::regclass, p.oid, n.nspname, p.proname, 'function'
    FROM dependent
    JOIN pg_catalog.pg_proc p ON p.oid = dependent.objid AND dependent.classid = 'pg_catalog.pg_proc'::regclass
    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace)
SELECT reader.nspname::text AS "schema", reader.objname::text AS "name", reader.kind AS "kind",
       pg_catalog.array_agg(DISTINCT reader.name ORDER BY reader.name) AS "reads"
  FROM reader
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend m WHERE m.classid = reader.classid AND m.objid = reader.oid AND m.deptype = 'e')
 GROUP BY reader.classid, reader.oid, reader.nspname, reader.objname, reader.kind
 ORDER BY reader.nspname, reader.objname, reader.oid`,
    ),
});
