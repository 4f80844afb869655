import { z } from 'zod';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

/** One row per continuous aggregate: the query that its user wrote, as the server prints it. */
export const aggregateDefinitions = defineCollector({
  name: 'aggregateDefinitions',
  title: 'Continuous aggregates: their queries',
  tier: 'catalog',
  row: z.object({
    schema: z.string(),
    name: z.string(),
    /** `SELECT …` without its semicolon. */
    definition: z.string(),
  }),
  sql: (server) =>
    withTimescale(
      server,
      () => sql`
SELECT a.view_schema::text AS "schema", a.view_name::text AS "name",
       pg_catalog.regexp_replace(a.view_definition, ';\\s*$', '') AS "definition"
  FROM timescaledb_information.continuous_aggregates a
 ORDER BY 1, 2`,
    ),
});
