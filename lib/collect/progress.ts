import { z } from 'zod';
import { float8 } from '@/lib/db/columns';
import { joined, type Sql, sql } from '@/lib/sql/statement';
import { defineCollector, membership, NO_STATISTICS } from './collector';

/** Long work that PostgreSQL reports on, one row per process: how much of the present phase is done. */
export const progress = defineCollector({
  name: 'progress',
  title: 'Progress of vacuum, index builds, copies and backups',
  tier: 'standard',
  row: z.object({
    pid: z.number(),
    command: z.enum(['VACUUM', 'CREATE INDEX', 'CLUSTER', 'ANALYZE', 'COPY', 'BASE BACKUP']),
    databaseName: z.string().nullable(),
    /** Null in other databases, and where none is worked on. */
    relation: z.string().nullable(),
    phase: z.string(),
    /** In the unit of the phase: blocks, index passes, bytes, sessions that are waited for. Null where nothing is counted. */
    done: float8.nullable(),
    total: float8.nullable(),
    unit: z.enum(['blocks', 'indexes', 'bytes', 'sessions']).nullable(),
    elapsedSeconds: float8.nullable(),
  }),
  sql: (server) => {
    if (server.engine === 'embedded') return NO_STATISTICS;
    if (!server.isSuperuser && !server.isMonitor)
      return { unavailable: 'Work of other roles is hidden', mend: membership('pg_read_all_stats', server) };
    return sql`
SELECT p.pid, p.command, p.datname::text AS "databaseName",
       (SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = p.relid AND p.datname = pg_catalog.current_database()) AS "relation",
       p.phase, p.done::float8 AS "done", nullif(p.total, 0)::float8 AS "total",
       CASE WHEN p.total > 0 THEN p.unit END AS "unit",
       extract(epoch FROM pg_catalog.clock_timestamp() - coalesce(a.query_start, a.xact_start))::float8 AS "elapsedSeconds"
  FROM (${joined(sources(server.major), ' UNION ALL ')}) p
  LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = p.pid
 ORDER BY "elapsedSeconds" DESC NULLS LAST
 LIMIT 100`;
  },
});

function sources(major: number): Sql[] {
  return [
    sql`SELECT v.pid, 'VACUUM' AS command, v.datname, v.relid, v.phase, ${major >= 17 ? VACUUM_WITH_INDEXES : VACUUM} FROM pg_catalog.pg_stat_progress_vacuum v`,
    sql`SELECT i.pid, 'CREATE INDEX', i.datname, i.relid, i.phase,
       CASE WHEN i.lockers_total > 0 AND i.phase LIKE 'waiting%' THEN i.lockers_done ELSE i.blocks_done END,
       CASE WHEN i.lockers_total > 0 AND i.phase LIKE 'waiting%' THEN i.lockers_total ELSE i.blocks_total END,
       CASE WHEN i.lockers_total > 0 AND i.phase LIKE 'waiting%' THEN 'sessions' ELSE 'blocks' END
  FROM pg_catalog.pg_stat_progress_create_index i`,
    sql`SELECT c.pid, 'CLUSTER', c.datname, c.relid, c.phase, c.heap_blks_scanned, c.heap_blks_total, 'blocks' FROM pg_catalog.pg_stat_progress_cluster c`,
    sql`SELECT n.pid, 'ANALYZE', n.datname, n.relid, n.phase, n.sample_blks_scanned, n.sample_blks_total, 'blocks' FROM pg_catalog.pg_stat_progress_analyze n`,
    sql`SELECT b.pid, 'BASE BACKUP', NULL::name, NULL::oid, b.phase, b.backup_streamed, b.backup_total, 'bytes' FROM pg_catalog.pg_stat_progress_basebackup b`,
    // A copy from or to the client has no total.
    ...(major >= 14
      ? [
          sql`SELECT o.pid, 'COPY', o.datname, o.relid, o.command, o.bytes_processed, o.bytes_total, 'bytes' FROM pg_catalog.pg_stat_progress_copy o`,
        ]
      : []),
  ];
}

const VACUUM: Sql = sql`
       CASE v.phase WHEN 'scanning heap' THEN v.heap_blks_scanned WHEN 'vacuuming heap' THEN v.heap_blks_vacuumed END AS done,
       CASE WHEN v.phase IN ('scanning heap', 'vacuuming heap') THEN v.heap_blks_total END AS total, 'blocks' AS unit`;
/** The passes over the indexes take the most time, and before 17 nothing is counted of them. */
const VACUUM_WITH_INDEXES: Sql = sql`
       CASE WHEN v.phase LIKE '%indexes' THEN v.indexes_processed WHEN v.phase = 'vacuuming heap' THEN v.heap_blks_vacuumed ELSE v.heap_blks_scanned END AS done,
       CASE WHEN v.phase LIKE '%indexes' THEN v.indexes_total ELSE v.heap_blks_total END AS total,
       CASE WHEN v.phase LIKE '%indexes' THEN 'indexes' ELSE 'blocks' END AS unit`;
