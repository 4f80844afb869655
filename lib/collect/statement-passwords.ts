import { z } from 'zod';
import { int8 } from '@/lib/db/columns';
import { ident, sql } from '@/lib/sql/statement';
import { HOLDS_PASSWORD } from '@/lib/sql/statement-passwords';
import { OF_THIS_DATABASE } from '@/lib/sql/statements-of-database';
import { defineCollector, membership, NO_STATISTICS } from './collector';

/** One row: how many entries of pg_stat_statements hold a password in the clear. Their texts stay on the server. */
export const statementPasswords = defineCollector({
  name: 'statementPasswords',
  title: 'Passwords in pg_stat_statements',
  tier: 'catalog',
  row: z.object({
    /** Of this database. */
    entries: int8,
    /** Who ran them, at most 20. */
    roles: z.array(z.string()),
  }),
  sql: (server) => {
    if (server.engine === 'embedded') return NO_STATISTICS;
    const schema = server.extensionSchemas.pg_stat_statements;
    if (schema === undefined)
      return { unavailable: 'The extension pg_stat_statements is not installed in this database' };
    if (!server.isSuperuser && !server.isMonitor)
      return {
        unavailable: 'Texts of statements of other roles are hidden',
        mend: membership('pg_read_all_stats', server),
      };
    return sql`
SELECT count(*) AS "entries",
       coalesce((pg_catalog.array_agg(DISTINCT pg_catalog.pg_get_userbyid(s.userid)::text))[1:20], '{}') AS "roles"
  FROM ${ident(schema)}.pg_stat_statements s
 WHERE ${OF_THIS_DATABASE}
   AND ${HOLDS_PASSWORD}`;
  },
});
