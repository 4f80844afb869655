import { z } from 'zod';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

/** Each call looks through the indexes and statistics of one hypertable; the first ones stand for what they are. */
const MOST_HYPERTABLES = 500;

/** What TimescaleDB would segment each hypertable by if it was left to it. */
export const columnstoreDefaults = defineCollector({
  name: 'columnstoreDefaults',
  title: 'Segments that TimescaleDB itself would choose',
  tier: 'exact',
  row: z.object({
    hypertableId: z.number(),
    /** None where it would segment by nothing. */
    segmentBy: z.array(z.string()),
    /** As TimescaleDB grades itself: 10 from a unique index and statistics, 8 another index, 7 statistics alone, 5 and less a guess. */
    confidence: z.number(),
    message: z.string().nullable(),
  }),
  sql: (server) =>
    withTimescale(server, ({ versionNumber }) =>
      versionNumber < 2_014_000
        ? { unavailable: 'TimescaleDB chooses segments by itself from 2.14 on' }
        : sql`
SELECT h.id AS "hypertableId",
       ARRAY(SELECT jsonb_array_elements_text(d.answer->'columns')) AS "segmentBy",
       (d.answer->>'confidence')::int AS "confidence", d.answer->>'message' AS "message"
  FROM (SELECT t.id, c.oid
          FROM _timescaledb_catalog.hypertable t
          JOIN pg_catalog.pg_namespace n ON n.nspname = t.schema_name
          JOIN pg_catalog.pg_class c ON c.relname = t.table_name AND c.relnamespace = n.oid
         WHERE t.compression_state <> 2
         ORDER BY t.id
         LIMIT ${MOST_HYPERTABLES}) h
 CROSS JOIN LATERAL (SELECT _timescaledb_functions.get_segmentby_defaults(h.oid::regclass) AS answer) d
 ORDER BY h.id`,
    ),
  partly: (server) =>
    server.isSuperuser
      ? null
      : { unavailable: 'It goes by statistics of tables that this role may SELECT from' },
});
