import { z } from 'zod';
import { float8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';
import { HYPERTABLE_ID } from './job-config';

/**
 * Policies as what they mean, not as configuration JSON: which hypertable, and how far from the present, in
 * seconds for times or in units for integer time. Exactly one of each pair is set; both null is an open end.
 */
export const policies = defineCollector({
  name: 'policies',
  title: 'Policies: columnstore, retention, refresh, reorder',
  tier: 'standard',
  row: z.object({
    jobId: z.number(),
    kind: z.enum(['columnstore', 'retention', 'refresh', 'reorder', 'compaction']),
    /** The hypertable that the policy works on; for a refresh the materialization hypertable. */
    hypertableId: z.number(),
    scheduled: z.boolean(),
    scheduleIntervalSeconds: float8,
    /** Columnstore: compress after; retention: drop after. By chunk creation time when `byCreation`. */
    afterSeconds: float8.nullable(),
    afterUnits: float8.nullable(),
    byCreation: z.boolean(),
    /** Refresh window, counted back from now; null is open-ended. */
    startOffsetSeconds: float8.nullable(),
    startOffsetUnits: float8.nullable(),
    endOffsetSeconds: float8.nullable(),
    endOffsetUnits: float8.nullable(),
    /** False only when a columnstore policy was told to leave partial chunks alone. */
    recompresses: z.boolean(),
    config: z.record(z.string(), z.unknown()),
  }),
  sql: (server) =>
    withTimescale(
      server,
      () => sql`
WITH policy AS (
  SELECT j.job_id, j.scheduled, j.schedule_interval, j.config,
         CASE j.proc_name::text
           WHEN 'policy_compression' THEN 'columnstore'
           WHEN 'policy_retention' THEN 'retention'
           WHEN 'policy_refresh_continuous_aggregate' THEN 'refresh'
           WHEN 'policy_reorder' THEN 'reorder'
           WHEN 'policy_compaction' THEN 'compaction' END AS kind,
         coalesce(j.config->>'compress_after', j.config->>'drop_after',
                  j.config->>'compress_created_before', j.config->>'drop_created_before') AS after_text,
         ${HYPERTABLE_ID} AS hypertable_id
    FROM timescaledb_information.jobs j
   WHERE j.proc_schema IN ('_timescaledb_functions', '_timescaledb_internal') AND j.config IS NOT NULL)
SELECT p.job_id AS "jobId", p.kind, p.hypertable_id AS "hypertableId", p.scheduled,
       extract(epoch FROM p.schedule_interval)::float8 AS "scheduleIntervalSeconds",
       CASE WHEN p.after_text !~ '^-?[0-9]+$' THEN extract(epoch FROM p.after_text::interval)::float8 END AS "afterSeconds",
       CASE WHEN p.after_text ~ '^-?[0-9]+$' THEN p.after_text::float8 END AS "afterUnits",
       (p.config ? 'compress_created_before' OR p.config ? 'drop_created_before') AS "byCreation",
       CASE WHEN p.config->>'start_offset' !~ '^-?[0-9]+$' THEN extract(epoch FROM (p.config->>'start_offset')::interval)::float8 END AS "startOffsetSeconds",
       CASE WHEN p.config->>'start_offset' ~ '^-?[0-9]+$' THEN (p.config->>'start_offset')::float8 END AS "startOffsetUnits",
       CASE WHEN p.config->>'end_offset' !~ '^-?[0-9]+$' THEN extract(epoch FROM (p.config->>'end_offset')::interval)::float8 END AS "endOffsetSeconds",
       CASE WHEN p.config->>'end_offset' ~ '^-?[0-9]+$' THEN (p.config->>'end_offset')::float8 END AS "endOffsetUnits",
       coalesce((p.config->>'recompress')::boolean, true) AS "recompresses",
       p.config
  FROM policy p
 WHERE p.kind IS NOT NULL AND p.hypertable_id IS NOT NULL
 ORDER BY p.job_id`,
    ),
});
