import { z } from 'zod';
import { float8, instant, int8 } from '@/lib/db/columns';
import type { ServerFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector, membership } from './collector';
import { CURRENT_LSN, LOG_EPOCH } from './write-ahead-log';

/** The write-ahead log, one row. Counters are cumulative since `statsResetAt` and null where the server keeps none. */
export const wal = defineCollector({
  name: 'wal',
  title: 'Write-ahead log: position, volume, writes, files',
  tier: 'live',
  row: z.object({
    /** The server's clock at the moment of reading, to divide by. */
    serverClockAt: instant,
    /** Positions of different epochs belong to different logs: another server, another timeline, another role. */
    epoch: z.string(),
    /** Distance from the log's beginning; the difference of two snapshots is what was written. Works on every version. */
    positionBytes: float8.nullable(),
    records: int8.nullable(),
    fullPageImages: int8.nullable(),
    generatedBytes: float8.nullable(),
    /** Times that the buffers were full, so that a session had to write itself. */
    buffersFull: int8.nullable(),
    writes: float8.nullable(),
    syncs: float8.nullable(),
    /** Zero as long as track_wal_io_timing is off. */
    writeSeconds: float8.nullable(),
    syncSeconds: float8.nullable(),
    statsResetAt: instant.nullable(),
    /** What lies in pg_wal; null when this role may not list it. */
    files: int8.nullable(),
    directoryBytes: float8.nullable(),
  }),
  sql: (server) => sql`
SELECT pg_catalog.clock_timestamp() AS "serverClockAt", ${LOG_EPOCH} AS "epoch",
       pg_catalog.pg_wal_lsn_diff(${CURRENT_LSN}, '0/0')::float8 AS "positionBytes", s.*, d.*
  FROM (${counters(server)}) s
 CROSS JOIN (${directory(server)}) d`,
  partly: (server) =>
    mayList(server)
      ? null
      : { unavailable: 'The files of the log are not counted', mend: membership('pg_monitor', server) },
});

const mayList = ({ isSuperuser, isMonitor }: ServerFacts) => isSuperuser || isMonitor;

function counters({ major, engine }: ServerFacts): Sql {
  if (major < 14 || engine === 'embedded')
    return sql`SELECT NULL::bigint AS "records", NULL::bigint AS "fullPageImages", NULL::float8 AS "generatedBytes",
       NULL::bigint AS "buffersFull", NULL::float8 AS "writes", NULL::float8 AS "syncs", NULL::float8 AS "writeSeconds",
       NULL::float8 AS "syncSeconds", NULL::timestamptz AS "statsResetAt"`;
  // From 18 writes and syncs are counted with all other input and output.
  const io =
    major >= 18
      ? sql`i.writes AS "writes", i.syncs AS "syncs", i.write_time / 1000 AS "writeSeconds", i.sync_time / 1000 AS "syncSeconds"`
      : sql`w.wal_write::float8 AS "writes", w.wal_sync::float8 AS "syncs",
       w.wal_write_time / 1000 AS "writeSeconds", w.wal_sync_time / 1000 AS "syncSeconds"`;
  const ioSource =
    major >= 18
      ? sql` CROSS JOIN (SELECT sum(o.writes)::float8 AS writes, sum(o.fsyncs)::float8 AS syncs,
       sum(o.write_time) AS write_time, sum(o.fsync_time) AS sync_time FROM pg_catalog.pg_stat_io o WHERE o.object = 'wal') i`
      : sql``;
  return sql`SELECT w.wal_records AS "records", w.wal_fpi AS "fullPageImages", w.wal_bytes::float8 AS "generatedBytes",
       w.wal_buffers_full AS "buffersFull", ${io}, w.stats_reset AS "statsResetAt" FROM pg_catalog.pg_stat_wal w${ioSource}`;
}

function directory(server: ServerFacts): Sql {
  return mayList(server)
    ? sql`SELECT count(*) AS "files", sum(f.size)::float8 AS "directoryBytes" FROM pg_catalog.pg_ls_waldir() f`
    : sql`SELECT NULL::bigint AS "files", NULL::float8 AS "directoryBytes"`;
}
