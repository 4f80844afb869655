import { z } from 'zod';
import { int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, membership, NO_STATISTICS } from './collector';

/** How sessions from other machines are encrypted now, one row. Behind a pooler on the same machine only the pooler is seen. */
export const sessionEncryption = defineCollector({
  name: 'sessionEncryption',
  title: 'Encryption of sessions',
  tier: 'catalog',
  row: z.object({
    sessions: int8,
    /** From another address than this machine's. */
    remote: int8,
    remotePlain: int8,
    /** TLS 1.0 and 1.1. */
    outdated: int8,
    /** Roles of the sessions that are not encrypted, at most 20. */
    plainRoles: z.array(z.string()),
  }),
  sql: (server) => {
    if (server.engine === 'embedded') return NO_STATISTICS;
    if (!server.isSuperuser && !server.isMonitor)
      return {
        unavailable: 'Sessions of other roles are hidden',
        mend: membership('pg_read_all_stats', server),
      };
    return sql`
WITH session AS (
  SELECT a.usename, t.ssl, t.version,
         a.client_addr IS NOT NULL AND NOT (a.client_addr <<= '127.0.0.0/8' OR a.client_addr = '::1') AS is_remote
    FROM pg_catalog.pg_stat_activity a
    JOIN pg_catalog.pg_stat_ssl t ON t.pid = a.pid
   WHERE a.backend_type = 'client backend' AND a.pid <> pg_catalog.pg_backend_pid())
SELECT count(*) AS "sessions", count(*) FILTER (WHERE s.is_remote) AS "remote", count(*) FILTER (WHERE s.is_remote AND NOT s.ssl) AS "remotePlain",
       count(*) FILTER (WHERE s.ssl AND s.version IN ('TLSv1', 'TLSv1.1')) AS "outdated",
       coalesce((pg_catalog.array_agg(DISTINCT s.usename::text) FILTER (WHERE s.is_remote AND NOT s.ssl))[1:20], '{}') AS "plainRoles"
  FROM session s`;
  },
});
