import { z } from 'zod';
import { float8, int8 } from '@/lib/db/columns';
import { timescaleAtLeast } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

/** No microseconds since 1970 come near: the largest timestamp is 9,223,371,331,200,000,000. By TimescaleDB's own diagnostics. */
const BEYOND_TIME: Sql = sql`9200000000000000000`;

/** One row per continuous aggregate: what it aggregates, how far it is materialised, what waits to be refreshed. */
export const continuousAggregates = defineCollector({
  name: 'continuousAggregates',
  title: 'Continuous aggregates: bucket, watermark, invalidation backlog, hierarchy',
  tier: 'standard',
  row: z.object({
    /** The hypertable that holds its rows. */
    hypertableId: z.number(),
    schema: z.string(),
    name: z.string(),
    owner: z.string(),
    /** What it reads: a hypertable, or another aggregate's materialization hypertable. */
    sourceHypertableId: z.number(),
    /** The aggregate it is built on, when hierarchical. */
    parentHypertableId: z.number().nullable(),
    isMaterializedOnly: z.boolean(),
    /** Width as text: `01:00:00`, `1 mon`, or an integer. */
    bucketWidth: z.string().nullable(),
    bucketSeconds: float8.nullable(),
    bucketUnits: float8.nullable(),
    /** End of what is materialised, in the units of its time column (microseconds since 1970 for times); null when never materialised. */
    watermarkUnits: float8.nullable(),
    isNeverMaterialized: z.boolean(),
    /** Beyond any time: a defect of unknown cause that TimescaleDB's diagnostics look for. */
    isWatermarkCorrupt: z.boolean(),
    isThresholdCorrupt: z.boolean(),
    invalidationThresholdUnits: float8.nullable(),
    /**
     * The first and the last instant that refreshes have looked at, whether they found rows or not: the watermark stands
     * at the newest bucket with rows. Null when none has.
     */
    refreshedFromUnits: float8.nullable(),
    refreshedUntilUnits: float8.nullable(),
    /** Ranges of the aggregate that changed and wait for a refresh. What no refresh has looked at is none of them. */
    pendingRanges: int8,
    /** Ranges changed in the source that no refresh has taken over yet. */
    sourcePendingRanges: int8,
    /** Ranges whose changes a refresh has taken, and not materialised (2.22+): it goes on, or it was interrupted. */
    unfinishedRanges: int8,
    unfinishedFromUnits: float8.nullable(),
    unfinishedUntilUnits: float8.nullable(),
    /** A session writes into the aggregate now; looked for only where ranges are unfinished. */
    isBeingWritten: z.boolean(),
  }),
  sql: (server) =>
    withTimescale(server, (timescale) => {
      // Until 2.14 fixed buckets stood in continuous_agg, as microseconds or integer units, and only variable ones as text.
      const bucketText =
        timescale.versionNumber >= 2_015_000
          ? sql`bf.bucket_width`
          : sql`CASE WHEN ca.bucket_width > 0 THEN CASE WHEN x.is_integer THEN ca.bucket_width::text
                     ELSE (ca.bucket_width * interval '1 microsecond')::text END ELSE bf.bucket_width END`;
      const unfinished = timescaleAtLeast(timescale, '2.22')
        ? sql`SELECT count(*) AS ranges, min(m.lowest_modified_value) AS lowest, max(m.greatest_modified_value) AS greatest
      FROM _timescaledb_catalog.continuous_aggs_materialization_ranges m WHERE m.materialization_id = ca.mat_hypertable_id`
        : sql`SELECT 0 AS ranges, NULL::bigint AS lowest, NULL::bigint AS greatest`;
      return sql`
SELECT ca.mat_hypertable_id AS "hypertableId", ca.user_view_schema::text AS "schema", ca.user_view_name::text AS "name",
       pg_catalog.pg_get_userbyid(v.relowner)::text AS "owner",
       ca.raw_hypertable_id AS "sourceHypertableId", ca.parent_mat_hypertable_id AS "parentHypertableId",
       ca.materialized_only AS "isMaterializedOnly",
       b.bucket_text AS "bucketWidth",
       CASE WHEN NOT x.is_integer AND b.bucket_text IS NOT NULL THEN extract(epoch FROM b.bucket_text::interval)::float8 END AS "bucketSeconds",
       CASE WHEN x.is_integer THEN b.bucket_text::float8 END AS "bucketUnits",
       CASE WHEN w.watermark > x.lowest AND w.watermark < ${BEYOND_TIME} THEN w.watermark END AS "watermarkUnits",
       coalesce(w.watermark <= x.lowest, true) AS "isNeverMaterialized",
       coalesce(w.watermark >= ${BEYOND_TIME}, false) AS "isWatermarkCorrupt",
       coalesce(t.watermark >= ${BEYOND_TIME}, false) AS "isThresholdCorrupt",
       CASE WHEN t.watermark > x.lowest AND t.watermark < ${BEYOND_TIME} THEN t.watermark END AS "invalidationThresholdUnits",
       i.refreshed_from AS "refreshedFromUnits", i.refreshed_until AS "refreshedUntilUnits", i.ranges AS "pendingRanges",
       (SELECT count(*) FROM _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log l
         WHERE l.hypertable_id = ca.raw_hypertable_id) AS "sourcePendingRanges",
       u.ranges AS "unfinishedRanges", u.lowest AS "unfinishedFromUnits", u.greatest AS "unfinishedUntilUnits",
       CASE WHEN u.ranges > 0 THEN EXISTS (
         SELECT 1 FROM _timescaledb_catalog.hypertable h
           JOIN pg_catalog.pg_locks k ON k.relation = pg_catalog.to_regclass(pg_catalog.format('%I.%I', h.schema_name, h.table_name))
          WHERE h.id = ca.mat_hypertable_id AND k.mode LIKE '%ExclusiveLock') ELSE false END AS "isBeingWritten"
  FROM _timescaledb_catalog.continuous_agg ca
  JOIN pg_catalog.pg_namespace vn ON vn.nspname = ca.user_view_schema
  JOIN pg_catalog.pg_class v ON v.relname = ca.user_view_name AND v.relnamespace = vn.oid
  CROSS JOIN LATERAL (
    SELECT d.column_type IN ('int8'::regtype, 'int4'::regtype, 'int2'::regtype) AS is_integer,
           -- A never materialised aggregate stands at the lowest value of its type: 4714 BC for times.
           CASE d.column_type WHEN 'int8'::regtype THEN -9223372036854775808 WHEN 'int4'::regtype THEN -2147483648
                WHEN 'int2'::regtype THEN -32768 ELSE -210866803200000000 END AS lowest
      FROM _timescaledb_catalog.dimension d
     WHERE d.hypertable_id = ca.mat_hypertable_id AND d.interval_length IS NOT NULL
     ORDER BY d.id LIMIT 1) x
  LEFT JOIN _timescaledb_catalog.continuous_aggs_bucket_function bf ON bf.mat_hypertable_id = ca.mat_hypertable_id
  CROSS JOIN LATERAL (SELECT ${bucketText} AS bucket_text) b
  -- What no refresh has looked at yet reaches from or to infinity, and each cuts off what it takes.
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE l.lowest_modified_value > -9223372036854775808 AND l.greatest_modified_value < 9223372036854775807) AS ranges,
           NULLIF(max(l.greatest_modified_value) FILTER (WHERE l.lowest_modified_value = -9223372036854775808), 9223372036854775807) + 1 AS refreshed_from,
           NULLIF(min(l.lowest_modified_value) FILTER (WHERE l.greatest_modified_value = 9223372036854775807 AND l.lowest_modified_value < ${BEYOND_TIME}), -9223372036854775808) AS refreshed_until
      FROM _timescaledb_catalog.continuous_aggs_materialization_invalidation_log l
     WHERE l.materialization_id = ca.mat_hypertable_id) i
  CROSS JOIN LATERAL (${unfinished}) u
  LEFT JOIN _timescaledb_catalog.continuous_aggs_watermark w ON w.mat_hypertable_id = ca.mat_hypertable_id
  LEFT JOIN _timescaledb_catalog.continuous_aggs_invalidation_threshold t ON t.hypertable_id = ca.raw_hypertable_id
 ORDER BY "schema", "name"`;
    }),
});
