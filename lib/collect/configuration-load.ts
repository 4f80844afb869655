import { z } from 'zod';
import { instant } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** When the server last read its configuration files: at its start or at a reload. One row. */
export const configurationLoad = defineCollector({
  name: 'configurationLoad',
  title: 'When the configuration was read',
  tier: 'catalog',
  row: z.object({ loadedAt: instant }),
  sql: () => sql`SELECT pg_catalog.pg_conf_load_time() AS "loadedAt"`,
});
