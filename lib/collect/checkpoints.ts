import { z } from 'zod';
import { float8, instant, int8 } from '@/lib/db/columns';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector, NO_STATISTICS } from './collector';

/** Cumulative counters of checkpoints and of the background writer, one row. */
export const checkpoints = defineCollector({
  name: 'checkpoints',
  title: 'Checkpoints and buffers written',
  tier: 'live',
  row: z.object({
    /** Begun because of checkpoint_timeout; from 17 those skipped for lack of writes count too. */
    timed: int8,
    /** Begun because max_wal_size was reached, or by request. */
    requested: int8,
    /** Really done; PostgreSQL 18+. */
    done: int8.nullable(),
    writeSeconds: float8,
    syncSeconds: float8,
    buffersWritten: int8,
    buffersCleaned: int8,
    /** Times that the background writer stopped because it had written bgwriter_lru_maxpages. */
    maxWrittenCleaned: int8,
    /** Buffers that sessions had to write themselves, and the syncs they had to make; null where not counted. */
    backendWrites: float8.nullable(),
    backendSyncs: float8.nullable(),
    buffersAllocated: int8,
    statsResetAt: instant.nullable(),
  }),
  sql: ({ engine, major }) => {
    if (engine === 'embedded') return NO_STATISTICS;
    return major >= 17 ? fromCheckpointer(major) : FROM_BACKGROUND_WRITER;
  },
});

const FROM_BACKGROUND_WRITER: Sql = sql`
SELECT b.checkpoints_timed AS "timed", b.checkpoints_req AS "requested", NULL::bigint AS "done",
       b.checkpoint_write_time / 1000 AS "writeSeconds", b.checkpoint_sync_time / 1000 AS "syncSeconds",
       b.buffers_checkpoint AS "buffersWritten", b.buffers_clean AS "buffersCleaned", b.maxwritten_clean AS "maxWrittenCleaned",
       b.buffers_backend::float8 AS "backendWrites", b.buffers_backend_fsync::float8 AS "backendSyncs",
       b.buffers_alloc AS "buffersAllocated", b.stats_reset AS "statsResetAt"
  FROM pg_catalog.pg_stat_bgwriter b`;

function fromCheckpointer(major: number): Sql {
  return sql`
SELECT c.num_timed AS "timed", c.num_requested AS "requested", ${major >= 18 ? sql`c.num_done` : sql`NULL::bigint`} AS "done",
       c.write_time / 1000 AS "writeSeconds", c.sync_time / 1000 AS "syncSeconds",
       c.buffers_written AS "buffersWritten", b.buffers_clean AS "buffersCleaned", b.maxwritten_clean AS "maxWrittenCleaned",
       (SELECT sum(i.writes)::float8 FROM pg_catalog.pg_stat_io i
         WHERE i.backend_type NOT IN ('background writer', 'checkpointer') AND i.object = 'relation' AND i.context = 'normal') AS "backendWrites",
       (SELECT sum(i.fsyncs)::float8 FROM pg_catalog.pg_stat_io i
         WHERE i.backend_type <> 'checkpointer' AND i.object = 'relation') AS "backendSyncs",
       b.buffers_alloc AS "buffersAllocated", c.stats_reset AS "statsResetAt"
  FROM pg_catalog.pg_stat_checkpointer c CROSS JOIN pg_catalog.pg_stat_bgwriter b`;
}
