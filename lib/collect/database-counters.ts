import { z } from 'zod';
import { float8, instant, int8 } from '@/lib/db/columns';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector, NO_STATISTICS } from './collector';
import { LOG_EPOCH } from './write-ahead-log';

/**
 * Cumulative counters of the connected database, one row. Rates are differences of two snapshots of the same
 * `epoch`: a restart, crash, failover or reset changes it, and the difference across it means nothing. After the crash
 * of a session the server counts anew without having started anew; its checkpointer has, where this role may see it.
 */
export const databaseCounters = defineCollector({
  name: 'databaseCounters',
  title: 'Counters of the database: transactions, blocks, rows, sessions',
  tier: 'live',
  row: z.object({
    /** The server's clock at the moment of reading, to divide by. */
    serverClockAt: instant,
    epoch: z.string(),
    statsResetAt: instant.nullable(),
    /** Of what the server counts as a whole. A crash sets it and all counters of tables to zero, which every role may see here. */
    serverStatsResetAt: instant.nullable(),
    serverStartedAt: instant,
    /** Later than the server's start after a crash that it recovered from by itself. Null when this role may not see it. */
    checkpointerStartedAt: instant.nullable(),
    sessions: z.number(),
    commits: int8,
    rollbacks: int8,
    blocksRead: int8,
    blocksHit: int8,
    tuplesReturned: int8,
    tuplesFetched: int8,
    tuplesInserted: int8,
    tuplesUpdated: int8,
    tuplesDeleted: int8,
    conflicts: int8,
    temporaryFiles: int8,
    temporaryBytes: int8,
    deadlocks: int8,
    /** Null when data checksums are off. */
    checksumFailures: int8.nullable(),
    /** Zero as long as track_io_timing is off. */
    blockReadSeconds: float8,
    blockWriteSeconds: float8,
    /** PostgreSQL 14+; null before. */
    sessionSeconds: float8.nullable(),
    activeSeconds: float8.nullable(),
    idleInTransactionSeconds: float8.nullable(),
    sessionsStarted: int8.nullable(),
    sessionsAbandoned: int8.nullable(),
    sessionsFatal: int8.nullable(),
    sessionsKilled: int8.nullable(),
  }),
  sql: ({ engine, major }) =>
    engine === 'embedded'
      ? NO_STATISTICS
      : sql`
SELECT pg_catalog.clock_timestamp() AS "serverClockAt",
       pg_catalog.concat_ws('/', ${LOG_EPOCH}, extract(epoch FROM pg_catalog.pg_postmaster_start_time()),
         extract(epoch FROM c.backend_start),
         extract(epoch FROM b.stats_reset),
         extract(epoch FROM d.stats_reset)) AS "epoch",
       d.stats_reset AS "statsResetAt", b.stats_reset AS "serverStatsResetAt", pg_catalog.pg_postmaster_start_time() AS "serverStartedAt",
       c.backend_start AS "checkpointerStartedAt",
       d.numbackends AS "sessions", d.xact_commit AS "commits", d.xact_rollback AS "rollbacks",
       d.blks_read AS "blocksRead", d.blks_hit AS "blocksHit",
       d.tup_returned AS "tuplesReturned", d.tup_fetched AS "tuplesFetched", d.tup_inserted AS "tuplesInserted",
       d.tup_updated AS "tuplesUpdated", d.tup_deleted AS "tuplesDeleted", d.conflicts,
       d.temp_files AS "temporaryFiles", d.temp_bytes AS "temporaryBytes", d.deadlocks,
       d.checksum_failures AS "checksumFailures",
       d.blk_read_time / 1000 AS "blockReadSeconds", d.blk_write_time / 1000 AS "blockWriteSeconds",
       ${major >= 14 ? SESSION_COUNTERS : NO_SESSION_COUNTERS}
  FROM pg_catalog.pg_stat_database d
 CROSS JOIN pg_catalog.pg_stat_bgwriter b
  LEFT JOIN pg_catalog.pg_stat_activity c ON c.backend_type = 'checkpointer'
 WHERE d.datname = pg_catalog.current_database()`,
});

const SESSION_COUNTERS: Sql = sql`d.session_time / 1000 AS "sessionSeconds", d.active_time / 1000 AS "activeSeconds",
       d.idle_in_transaction_time / 1000 AS "idleInTransactionSeconds", d.sessions AS "sessionsStarted",
       d.sessions_abandoned AS "sessionsAbandoned", d.sessions_fatal AS "sessionsFatal", d.sessions_killed AS "sessionsKilled"`;
const NO_SESSION_COUNTERS: Sql = sql`NULL::float8 AS "sessionSeconds", NULL::float8 AS "activeSeconds",
       NULL::float8 AS "idleInTransactionSeconds", NULL::bigint AS "sessionsStarted",
       NULL::bigint AS "sessionsAbandoned", NULL::bigint AS "sessionsFatal", NULL::bigint AS "sessionsKilled"`;
