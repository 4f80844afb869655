import { z } from 'zod';
import type { Queryable } from '@/lib/db/queryable';
import { sql } from '@/lib/sql/statement';

const row = z.object({
  /** Null where the extension is not made in this database. */
  schema: z.string().nullable(),
  version: z.string().nullable(),
  /** Whether this role may use its schema; null where there is none. */
  isUsable: z.boolean().nullable(),
  /** Null where the server has no files of it. */
  availableVersion: z.string().nullable(),
});

export type Hypopg = z.infer<typeof row>;

/** Whether indexes can be made up here. Read when it is asked for, as somebody may have made the extension a moment ago. */
export async function findHypopg(database: Queryable): Promise<Hypopg> {
  const [found] = await database.queryRows('explain', FIND, row);
  return found ?? { schema: null, version: null, isUsable: null, availableVersion: null };
}

const FIND = sql`
SELECT n.nspname::text AS "schema", e.extversion AS "version",
       pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS "isUsable", a.default_version AS "availableVersion"
  FROM (VALUES ('hypopg'::pg_catalog.name)) AS asked (name)
  LEFT JOIN pg_catalog.pg_extension e ON e.extname = asked.name
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
  LEFT JOIN pg_catalog.pg_available_extensions() a ON a.name = asked.name`;
