import { z } from 'zod';
import { float8, instant } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, membership } from './collector';
import { CURRENT_LSN, DOES_NOT_REPLICATE } from './write-ahead-log';

/** One row per standby or other receiver that streams from this server, cascaded ones included. */
export const replication = defineCollector({
  name: 'replication',
  title: 'Standbys that stream from this server and how far behind they are',
  tier: 'live',
  row: z.object({
    /** Null, with the rest of the row, when this role may not see it. */
    applicationName: z.string().nullable(),
    clientAddress: z.string().nullable(),
    /** Of the process that sends to it. */
    pid: z.number(),
    state: z.string().nullable(),
    syncState: z.string().nullable(),
    /** Written here and not yet sent, sent and not yet on the receiver's disk, on its disk and not yet replayed. */
    sendLagBytes: float8.nullable(),
    flushLagBytes: float8.nullable(),
    replayLagBytes: float8.nullable(),
    totalLagBytes: float8.nullable(),
    /** Null when idle: no lag is known then, which is not a lag of zero. */
    writeLagSeconds: float8.nullable(),
    flushLagSeconds: float8.nullable(),
    replayLagSeconds: float8.nullable(),
    replyAt: instant.nullable(),
    /** Transactions that its feedback keeps vacuum from cleaning up. */
    snapshotXidAge: float8.nullable(),
  }),
  sql: ({ engine }) =>
    engine === 'embedded'
      ? DOES_NOT_REPLICATE
      : sql`
WITH here AS (SELECT ${CURRENT_LSN} AS lsn)
SELECT r.application_name AS "applicationName", host(r.client_addr) AS "clientAddress", r.pid, r.state, r.sync_state AS "syncState",
       pg_catalog.pg_wal_lsn_diff(here.lsn, r.sent_lsn)::float8 AS "sendLagBytes",
       pg_catalog.pg_wal_lsn_diff(r.sent_lsn, r.flush_lsn)::float8 AS "flushLagBytes",
       pg_catalog.pg_wal_lsn_diff(r.flush_lsn, r.replay_lsn)::float8 AS "replayLagBytes",
       pg_catalog.pg_wal_lsn_diff(here.lsn, r.replay_lsn)::float8 AS "totalLagBytes",
       extract(epoch FROM r.write_lag)::float8 AS "writeLagSeconds", extract(epoch FROM r.flush_lag)::float8 AS "flushLagSeconds",
       extract(epoch FROM r.replay_lag)::float8 AS "replayLagSeconds", r.reply_time AS "replyAt",
       pg_catalog.age(r.backend_xmin)::float8 AS "snapshotXidAge"
  FROM pg_catalog.pg_stat_replication r CROSS JOIN here
 ORDER BY r.application_name, r.pid`,
  partly: (server) =>
    server.isSuperuser || server.isMonitor
      ? null
      : {
          unavailable: 'Positions and lag of standbys are hidden',
          mend: membership('pg_read_all_stats', server),
        },
});
