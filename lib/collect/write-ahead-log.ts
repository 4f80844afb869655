import { type Sql, sql } from '@/lib/sql/statement';
import type { Unavailable } from './collector';

/** The end of the write-ahead log on a primary; on a standby how far it has been received, or else replayed. */
export const CURRENT_LSN: Sql = sql`CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_current_wal_lsn()
            ELSE coalesce(pg_catalog.pg_last_wal_receive_lsn(), pg_catalog.pg_last_wal_replay_lsn()) END`;

export const DOES_NOT_REPLICATE: Unavailable = {
  unavailable: 'the embedded engine neither archives nor replicates',
};
