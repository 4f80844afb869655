import { z } from 'zod';
import { float8, instant, int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, membership } from './collector';
import { DOES_NOT_REPLICATE } from './write-ahead-log';

/** Archiving of the write-ahead log, one row. */
export const archiver = defineCollector({
  name: 'archiver',
  title: 'Archiving of the write-ahead log',
  tier: 'live',
  row: z.object({
    mode: z.string(),
    hasCommand: z.boolean(),
    hasLibrary: z.boolean(),
    archivedFiles: int8,
    failures: int8,
    lastArchivedAt: instant.nullable(),
    lastFailedAt: instant.nullable(),
    /** The newest attempt failed. An empty command, or one beside a library, fails without being counted: see readyFiles. */
    isFailing: z.boolean(),
    /** Null when this role may not see background processes. */
    archiverProcesses: int8.nullable(),
    /** Segments that wait; null when this role may not list them. */
    readyFiles: int8.nullable(),
    readyBytes: float8.nullable(),
    oldestReadyAt: instant.nullable(),
    statsResetAt: instant.nullable(),
  }),
  sql: (server) => {
    if (server.engine === 'embedded') return DOES_NOT_REPLICATE;
    const sees = server.isSuperuser || server.isMonitor;
    return sql`
SELECT pg_catalog.current_setting('archive_mode') AS "mode",
       pg_catalog.current_setting('archive_command') NOT IN ('', '(disabled)') AS "hasCommand",
       coalesce(pg_catalog.current_setting('archive_library', true), '') <> '' AS "hasLibrary",
       a.archived_count AS "archivedFiles", a.failed_count AS "failures",
       a.last_archived_time AS "lastArchivedAt", a.last_failed_time AS "lastFailedAt",
       coalesce(a.last_failed_time > coalesce(a.last_archived_time, '-infinity'), false) AS "isFailing",
       ${sees ? sql`(SELECT count(*) FROM pg_catalog.pg_stat_activity p WHERE p.backend_type = 'archiver')` : sql`NULL::bigint`} AS "archiverProcesses",
       w.files AS "readyFiles", w.files * pg_catalog.pg_size_bytes(pg_catalog.current_setting('wal_segment_size'))::float8 AS "readyBytes",
       w.oldest AS "oldestReadyAt", a.stats_reset AS "statsResetAt"
  FROM pg_catalog.pg_stat_archiver a
 CROSS JOIN (${
   sees
     ? sql`SELECT count(*) AS files, min(f.modification) AS oldest FROM pg_catalog.pg_ls_archive_statusdir() f WHERE f.name LIKE '%.ready'`
     : sql`SELECT NULL::bigint AS files, NULL::timestamptz AS oldest`
 }) w`;
  },
  partly: (server) =>
    server.isSuperuser || server.isMonitor
      ? null
      : {
          unavailable: 'Waiting segments and the archiver process are hidden',
          mend: membership('pg_monitor', server),
        },
});
