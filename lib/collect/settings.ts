import { z } from 'zod';
import { sql } from '@/lib/sql/statement';
import { defineCollector, membership } from './collector';

/**
 * Connection strings and commands carry passwords, and `pg_monitor` sees them in the clear. So may settings
 * of modules that we do not know, whose names have a dot.
 */
export const MAY_HOLD_SECRET = sql`(s.name ~ '(conninfo|_command)$'
    OR (s.name LIKE '%.%' AND s.name !~ '^(timescaledb|pg_stat_statements|auto_explain|plpgsql)[.]'))`;

/**
 * Every server setting, as a session of this role begins with it. Values are in `unit`. What our own guards set for
 * the statement (`jit`, the timeouts) is not the server's word: there it is what they will be reset to.
 */
export const settings = defineCollector({
  name: 'settings',
  title: 'Server settings',
  tier: 'catalog',
  row: z.object({
    name: z.string(),
    /** Null as well where the value may hold a secret: it is never read from the server. */
    setting: z.string().nullable(),
    unit: z.string().nullable(),
    category: z.string(),
    context: z.string(),
    valueType: z.string(),
    /** Where the value comes from; `session` where our guards hide it. */
    source: z.string(),
    /** Whether ALTER SYSTEM wrote the value in force. Null when this role may not see which file it came from, or our guards hide it. */
    isFromAlterSystem: z.boolean().nullable(),
    bootValue: z.string().nullable(),
    /** What an enumeration may be, on this build of the server; null for other types. */
    allowedValues: z.array(z.string()).nullable(),
    isPendingRestart: z.boolean(),
  }),
  sql: () => sql`
SELECT s.name,
       CASE WHEN ${MAY_HOLD_SECRET} THEN NULL WHEN s.source = 'session' THEN s.reset_val ELSE s.setting END AS "setting",
       s.unit, s.category, s.context, s.vartype AS "valueType", s.source,
       CASE WHEN s.source = 'session' THEN NULL WHEN s.source <> 'configuration file' THEN false
            WHEN s.sourcefile IS NOT NULL THEN s.sourcefile LIKE '%postgresql.auto.conf' END AS "isFromAlterSystem",
       CASE WHEN NOT ${MAY_HOLD_SECRET} THEN s.boot_val END AS "bootValue",
       s.enumvals AS "allowedValues", s.pending_restart AS "isPendingRestart"
  FROM pg_catalog.pg_settings s
 ORDER BY s.name`,
  partly: (server) =>
    server.isSuperuser || server.isMonitor
      ? null
      : {
          unavailable:
            'Settings that only superusers and pg_read_all_settings see, such as shared_preload_libraries, are missing',
          mend: membership('pg_read_all_settings', server),
        },
});
