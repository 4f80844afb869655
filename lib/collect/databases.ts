import { z } from 'zod';
import { float8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** One row per database of the server, templates included: their transaction ids age and count too. */
export const databases = defineCollector({
  name: 'databases',
  title: 'Databases of the server and the age of their transaction ids',
  tier: 'catalog',
  row: z.object({
    name: z.string(),
    owner: z.string(),
    isCurrent: z.boolean(),
    isTemplate: z.boolean(),
    allowsConnections: z.boolean(),
    /** −1 is unlimited. */
    connectionLimit: z.number(),
    encoding: z.string(),
    collation: z.string(),
    xidAge: float8,
    multixactAge: float8,
  }),
  sql: () => sql`
SELECT d.datname::text AS "name", pg_catalog.pg_get_userbyid(d.datdba)::text AS "owner",
       d.datname = pg_catalog.current_database() AS "isCurrent", d.datistemplate AS "isTemplate",
       d.datallowconn AS "allowsConnections", d.datconnlimit AS "connectionLimit",
       pg_catalog.pg_encoding_to_char(d.encoding)::text AS "encoding", d.datcollate::text AS "collation",
       pg_catalog.age(d.datfrozenxid)::float8 AS "xidAge", pg_catalog.mxid_age(d.datminmxid)::float8 AS "multixactAge"
  FROM pg_catalog.pg_database d
 ORDER BY d.datname`,
});
