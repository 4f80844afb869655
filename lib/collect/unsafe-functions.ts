import { z } from 'zod';
import type { Queryable } from '@/lib/db/queryable';
import { joined, literal, type Sql, sql } from '@/lib/sql/statement';

/** Extensions whose IMMUTABLE and STABLE functions only compute. */
const TRUSTED_EXTENSIONS = [
  'timescaledb',
  'timescaledb_toolkit',
  'btree_gin',
  'btree_gist',
  'citext',
  'cube',
  'earthdistance',
  'fuzzystrmatch',
  'hstore',
  'intarray',
  'isn',
  'ltree',
  'pg_trgm',
  'pgcrypto',
  'postgis',
  'seg',
  'unaccent',
  'uuid-ossp',
  'vector',
];

/** Declared VOLATILE by TimescaleDB, although they only arrange rows. */
const HARMLESS = ['time_bucket_gapfill', 'locf', 'interpolate'];

const row = z.object({
  name: z.string(),
  reason: z.string(),
  /** Whether the planner may run it by itself: a function of the database that is not VOLATILE. */
  isPlanned: z.boolean(),
});

/**
 * Functions and operators by these names that must not be run: VOLATILE ones (nextval, pg_terminate_backend, dblink), such that run
 * SQL that they are given, and whatever is neither PostgreSQL's own nor of an extension that is known to compute only. By name, in
 * any schema: what a view hides has no schema in a plan.
 */
export async function unsafeToRun(
  database: Queryable,
  functions: readonly string[],
  operators: readonly string[],
): Promise<readonly z.infer<typeof row>[]> {
  return database.queryRows('explain', unsafe(functions, operators), row);
}

const list = (names: readonly string[]): Sql => sql`ARRAY[${joined(names.map(literal), ', ')}]::text[]`;

function unsafe(functions: readonly string[], operators: readonly string[]): Sql {
  return sql`
WITH trusted AS (
  SELECT d.classid, d.objid FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
   WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e' AND e.extname = ANY (${list(TRUSTED_EXTENSIONS)})),
judged AS (
  SELECT p.oid, p.proname::text AS name,
         CASE WHEN p.proname = ANY (${list(HARMLESS)}) AND t.objid IS NOT NULL THEN NULL
              WHEN p.provolatile = 'v' THEN 'is volatile'
              WHEN p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND p.proname ~ '_to_xml|_to_xmlschema|^ts_rewrite$' THEN 'runs SQL that it is given'
              WHEN p.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace AND t.objid IS NULL THEN 'is of this database, and may do anything'
         END AS reason
    FROM pg_catalog.pg_proc p
    LEFT JOIN trusted t ON t.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND t.objid = p.oid)
SELECT j.name AS "name", min(j.reason) AS "reason", bool_or(j.reason LIKE 'is of%') AS "isPlanned" FROM judged j WHERE j.name = ANY (${list(functions)}) AND j.reason IS NOT NULL GROUP BY j.name
UNION ALL
SELECT o.oprname::text, min(j.reason), bool_or(j.reason LIKE 'is of%') FROM pg_catalog.pg_operator o JOIN judged j ON j.oid = o.oprcode::oid
 WHERE o.oprname = ANY (${list(operators)}) AND j.reason IS NOT NULL GROUP BY 1
UNION ALL
SELECT 'a cast', min(j.reason), false FROM pg_catalog.pg_cast c JOIN judged j ON j.oid = c.castfunc WHERE j.reason IS NOT NULL HAVING count(*) > 0
ORDER BY 1`;
}
