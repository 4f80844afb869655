import { z } from 'zod';
import { float8, instant } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';
import { CURRENT_LSN, DOES_NOT_REPLICATE } from './write-ahead-log';

/** One row per replication slot: what each keeps the server from throwing away. */
export const replicationSlots = defineCollector({
  name: 'replicationSlots',
  title: 'Replication slots and the log they retain',
  tier: 'live',
  row: z.object({
    name: z.string(),
    kind: z.enum(['physical', 'logical']),
    plugin: z.string().nullable(),
    /** Of a logical slot. */
    database: z.string().nullable(),
    isActive: z.boolean(),
    isTemporary: z.boolean(),
    /** Kept in step with the slot of a primary (PostgreSQL 17+): nobody uses it here until this server takes over. */
    isSynced: z.boolean(),
    /** reserved, extended, unreserved, lost; null when the slot reserves nothing yet. */
    walStatus: z.string().nullable(),
    /** What may still be written before the slot is lost; null when nothing limits it. */
    safeBytes: float8.nullable(),
    retainedBytes: float8.nullable(),
    snapshotXidAge: float8.nullable(),
    /** PostgreSQL 17+; null before and while in use. */
    inactiveSince: instant.nullable(),
    invalidationReason: z.string().nullable(),
  }),
  sql: ({ engine, major }) =>
    engine === 'embedded'
      ? DOES_NOT_REPLICATE
      : sql`
WITH here AS (SELECT ${CURRENT_LSN} AS lsn)
SELECT s.slot_name::text AS "name", s.slot_type AS "kind", s.plugin::text AS "plugin", s.database::text AS "database",
       s.active AS "isActive", s.temporary AS "isTemporary", s.wal_status AS "walStatus", s.safe_wal_size::float8 AS "safeBytes",
       pg_catalog.pg_wal_lsn_diff(here.lsn, s.restart_lsn)::float8 AS "retainedBytes",
       greatest(pg_catalog.age(s.xmin), pg_catalog.age(s.catalog_xmin))::float8 AS "snapshotXidAge",
       ${
         major >= 17
           ? sql`s.synced AS "isSynced", s.inactive_since AS "inactiveSince", s.invalidation_reason AS "invalidationReason"`
           : sql`false AS "isSynced", NULL::timestamptz AS "inactiveSince", NULL::text AS "invalidationReason"`
       }
  FROM pg_catalog.pg_replication_slots s CROSS JOIN here
 ORDER BY s.slot_name`,
});
