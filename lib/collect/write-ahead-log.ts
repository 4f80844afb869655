import { type Sql, sql } from '@/lib/sql/statement';
import type { Unavailable } from './collector';

/** The end of the write-ahead log on a primary; on a standby how far it has been received, or replayed from the archive. */
export const CURRENT_LSN: Sql = sql`CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_current_wal_lsn()
            ELSE greatest(pg_catalog.pg_last_wal_receive_lsn(), pg_catalog.pg_last_wal_replay_lsn()) END`;

/** Which log it is: of which server, on which timeline, written here or received. */
export const LOG_EPOCH: Sql = sql`pg_catalog.concat_ws('/', (SELECT c.system_identifier FROM pg_catalog.pg_control_system() c),
         (SELECT k.timeline_id FROM pg_catalog.pg_control_checkpoint() k), pg_catalog.pg_is_in_recovery())`;

export const DOES_NOT_REPLICATE: Unavailable = {
  unavailable: 'the embedded engine neither archives nor replicates',
};
