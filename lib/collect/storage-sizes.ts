import { z } from 'zod';
import { int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, membership } from './collector';

/** Size on disk of every database and tablespace that this role may measure. Each is a walk through a folder. */
export const storageSizes = defineCollector({
  name: 'storageSizes',
  title: 'Sizes of databases and tablespaces',
  tier: 'exact',
  row: z.object({
    kind: z.enum(['database', 'tablespace']),
    name: z.string(),
    isCurrentDatabase: z.boolean(),
    /** Null when this role may not measure it. */
    totalBytes: int8.nullable(),
  }),
  sql: () => sql`
SELECT 'database' AS "kind", d.datname::text AS "name", d.datname = pg_catalog.current_database() AS "isCurrentDatabase",
       CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT') OR pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
            THEN pg_catalog.pg_database_size(d.oid) END AS "totalBytes"
  FROM pg_catalog.pg_database d
UNION ALL
SELECT 'tablespace', t.spcname::text, false,
       CASE WHEN pg_catalog.has_tablespace_privilege(t.oid, 'CREATE') OR pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
                 OR t.oid = (SELECT d.dattablespace FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
            THEN pg_catalog.pg_tablespace_size(t.oid) END
  FROM pg_catalog.pg_tablespace t
 ORDER BY 1, 2`,
  partly: (server) =>
    server.isSuperuser || server.isMonitor
      ? null
      : {
          unavailable: 'Databases and tablespaces that this role may not use are not measured',
          mend: membership('pg_read_all_stats', server),
        },
});
