import { z } from 'zod';
import { float8, instant } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** Transactions of two-phase commit that wait for COMMIT PREPARED or ROLLBACK PREPARED; the oldest first, 100 at most. */
export const preparedTransactions = defineCollector({
  name: 'preparedTransactions',
  title: 'Prepared transactions that wait for their end',
  tier: 'standard',
  row: z.object({
    /** The name that its coordinator gave it. */
    name: z.string(),
    databaseName: z.string(),
    ownerName: z.string(),
    preparedAt: instant,
    ageSeconds: float8,
    /** Transactions begun since, behind which vacuum cannot clean up. */
    xidAge: float8,
  }),
  sql: () => sql`
SELECT p.gid AS "name", p.database::text AS "databaseName", p.owner::text AS "ownerName", p.prepared AS "preparedAt",
       extract(epoch FROM pg_catalog.clock_timestamp() - p.prepared)::float8 AS "ageSeconds",
       pg_catalog.age(p.transaction)::float8 AS "xidAge"
  FROM pg_catalog.pg_prepared_xacts p
 ORDER BY p.prepared
 LIMIT 100`,
});
