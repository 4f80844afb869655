import { z } from 'zod';
import { float8, instant } from '@/lib/db/columns';
import type { ServerFacts } from '@/lib/db/server';
import { literal, sql } from '@/lib/sql/statement';
import { defineCollector, membership } from './collector';
import { DOES_NOT_REPLICATE } from './write-ahead-log';

/** How this server follows its primary: one row on a standby, none on a primary. */
export const standby = defineCollector({
  name: 'standby',
  title: 'How far this standby is behind its primary',
  tier: 'live',
  row: z.object({
    isReplayPaused: z.boolean(),
    /** `streaming` is well; null when no receiver runs, or when this role may not see it. */
    receiverStatus: z.string().nullable(),
    /**
     * Zero only while it streams and all that was received is replayed: with the primary gone, received equals
     * replayed for ever. Null when nothing was replayed yet, and when this role may not see whether it streams.
     */
    lagSeconds: float8.nullable(),
    replayLagBytes: float8.nullable(),
    lastMessageAt: instant.nullable(),
    lastReplayedTransactionAt: instant.nullable(),
    slotName: z.string().nullable(),
    /** Whether it fetches log from an archive too; the command itself may hold a secret and is not read. */
    hasRestoreCommand: z.boolean(),
  }),
  sql: (server) =>
    server.engine === 'embedded'
      ? DOES_NOT_REPLICATE
      : sql`
SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_is_wal_replay_paused() ELSE false END AS "isReplayPaused",
       r.status AS "receiverStatus",
       CASE WHEN pg_catalog.pg_last_wal_receive_lsn() IS NOT DISTINCT FROM pg_catalog.pg_last_wal_replay_lsn()
             AND (r.status = 'streaming' OR ${literal(hidesReceiver(server))})
            THEN CASE WHEN r.status = 'streaming' THEN 0 END
            ELSE extract(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp())::float8 END AS "lagSeconds",
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_last_wal_receive_lsn(), pg_catalog.pg_last_wal_replay_lsn())::float8 AS "replayLagBytes",
       r.last_msg_receipt_time AS "lastMessageAt", pg_catalog.pg_last_xact_replay_timestamp() AS "lastReplayedTransactionAt",
       r.slot_name::text AS "slotName", pg_catalog.current_setting('restore_command') <> '' AS "hasRestoreCommand"
  FROM (SELECT 1) one LEFT JOIN pg_catalog.pg_stat_wal_receiver r ON true
 WHERE pg_catalog.pg_is_in_recovery()`,
  partly: (server) =>
    server.inRecovery && hidesReceiver(server)
      ? { unavailable: 'The state of the receiver is hidden', mend: membership('pg_read_all_stats', server) }
      : null,
});

const hidesReceiver = ({ isSuperuser, isMonitor }: ServerFacts) => !isSuperuser && !isMonitor;
