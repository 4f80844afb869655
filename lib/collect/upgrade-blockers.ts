import { z } from 'zod';
import { type TimescaleFacts, timescaleAtLeast } from '@/lib/db/server';
import { HAS_SMALLINT_BLOOM } from '@/lib/sql/sparse-index';
import { literal, type Sql, sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

/**
 * What makes the update script of a later TimescaleDB stop, by the conditions of those scripts. Rows of compressed
 * chunks are told once for their hypertable. A `migrated-aggregate` is one of the old format that `cagg_migrate` has
 * copied and kept.
 */
export const upgradeBlockers = defineCollector({
  name: 'upgradeBlockers',
  title: 'What would stop an update of TimescaleDB',
  tier: 'catalog',
  bulk: true,
  row: z.object({
    kind: z.enum([
      'distributed-hypertable',
      'hypercore-access-method',
      'old-aggregate-format',
      'migrated-aggregate',
      'experimental-bucket',
      'smallint-bloom-index',
      'adaptive-chunking',
      'first-last-index',
    ]),
    schema: z.string(),
    name: z.string(),
    /** First release that cannot be reached with it, such as `2.28`. */
    blockedRelease: z.string(),
    /** Size that adaptive chunking aims at. */
    chunkTargetBytes: z.number().nullable(),
    /** Of a hypertable with a bloom filter on a smallint column: the sparse indexes that it asks for. */
    sparseIndex: z.string().nullable(),
    /** The same without those filters. */
    sparseIndexWithout: z.string().nullable(),
  }),
  sql: (server) =>
    withTimescale(server, (timescale) => {
      const checks = CHECKS.filter(({ from, until }) => isWithin(timescale, from, until)).map(
        ({ rows, until }) => sql`SELECT ${literal(until)}, c.* FROM (${rows}) c`,
      );
      const indexed = isWithin(timescale, '2.22', '2.27');
      return sql`
SELECT b.kind, b.release AS "blockedRelease", b.schema_name::text AS "schema", b.table_name::text AS "name", b.target_bytes::float8 AS "chunkTargetBytes",
       ${indexed ? sql`CASE WHEN s.relid IS NOT NULL THEN ${sparseIndexes(sql`true`)} END` : sql`NULL::text`} AS "sparseIndex",
       ${indexed ? sql`CASE WHEN s.relid IS NOT NULL THEN ${sparseIndexes(sql`NOT ${IS_SMALLINT_BLOOM}`)} END` : sql`NULL::text`} AS "sparseIndexWithout"
  FROM (${[NOTHING, ...checks].reduce((all, one) => sql`${all} UNION ${one}`)}) b${indexed ? OWN_SETTINGS : sql``}
 ORDER BY b.kind, b.schema_name, b.table_name`;
    }),
});

type Version = `${number}.${number}`;
interface UpgradeCheck {
  /** First release whose catalog can hold it. */
  readonly from: Version;
  /** The release whose update script stops at it; from then on there is none. */
  readonly until: Version;
  readonly rows: Sql;
}

const isWithin = (timescale: TimescaleFacts, from: Version, until: Version) =>
  timescaleAtLeast(timescale, from) && !timescaleAtLeast(timescale, until);

const NOTHING: Sql = sql`SELECT NULL::text AS release, NULL::text AS kind, NULL::name AS schema_name, NULL::name AS table_name, NULL::bigint AS target_bytes WHERE false`;

/** Of alias `c`, a relation: the hypertable whose chunk it is, else itself. */
const HYPERTABLE_OF: Sql = sql`
  LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
  JOIN pg_catalog.pg_class t ON t.oid = coalesce(i.inhparent, c.oid)
  JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace`;

/** Of alias `s`, the settings of a hypertable: what it asks for by name, each as `type(columns)`, as it is set. */
function sparseIndexes(condition: Sql): Sql {
  return sql`coalesce((
         SELECT string_agg(pg_catalog.format('%s(%s)', x.e ->> 'type', (
                  SELECT string_agg(pg_catalog.quote_ident(c.name), ', ')
                    FROM pg_catalog.jsonb_array_elements_text(
                           CASE pg_catalog.jsonb_typeof(x.e -> 'column') WHEN 'array' THEN x.e -> 'column' ELSE pg_catalog.jsonb_build_array(x.e -> 'column') END) c (name))),
                ', ' ORDER BY x.n)
           FROM pg_catalog.jsonb_array_elements(s.index) WITH ORDINALITY x (e, n)
          WHERE x.e ->> 'source' = 'config' AND x.e ? 'type' AND ${condition}), '')`;
}

/** Of alias `b`, a blocker: the settings of the hypertable itself, if they ask for such a filter still. */
const OWN_SETTINGS: Sql = sql`
  LEFT JOIN _timescaledb_catalog.compression_settings s
    ON b.kind = 'smallint-bloom-index' AND s.relid = pg_catalog.to_regclass(pg_catalog.format('%I.%I', b.schema_name, b.table_name)) AND ${HAS_SMALLINT_BLOOM}`;

const IS_SMALLINT_BLOOM: Sql = sql`(x.e ->> 'type' = 'bloom' AND EXISTS (
              SELECT FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = s.relid AND a.attnum > 0 AND a.atttypid = 'int2'::regtype AND x.e -> 'column' ? a.attname::text))`;

const CHECKS: readonly UpgradeCheck[] = [
  {
    from: '2.11',
    until: '2.14',
    rows: sql`SELECT 'distributed-hypertable', h.schema_name, h.table_name, NULL::bigint
  FROM _timescaledb_catalog.hypertable h WHERE h.replication_factor > 0`,
  },
  {
    from: '2.18',
    until: '2.22',
    rows: sql`SELECT 'hypercore-access-method', n.nspname, t.relname, NULL::bigint
  FROM pg_catalog.pg_am a JOIN pg_catalog.pg_class c ON c.relam = a.oid AND a.amname = 'hypercore'${HYPERTABLE_OF}`,
  },
  {
    from: '2.11',
    until: '2.25',
    rows: sql`SELECT CASE WHEN p.end_ts IS NULL THEN 'old-aggregate-format' ELSE 'migrated-aggregate' END, ca.user_view_schema, ca.user_view_name, NULL::bigint
  FROM _timescaledb_catalog.continuous_agg ca
  LEFT JOIN _timescaledb_catalog.continuous_agg_migrate_plan p ON p.mat_hypertable_id = ca.mat_hypertable_id
 WHERE NOT ca.finalized`,
  },
  { from: '2.11', until: '2.15', rows: experimentalBucket(sql`bf.experimental`) },
  {
    from: '2.15',
    until: '2.25',
    rows: experimentalBucket(sql`bf.bucket_func::text LIKE '%time_bucket_ng%'`),
  },
  {
    from: '2.22',
    until: '2.27',
    // Those that TimescaleDB made by itself are dropped by the script; only what a person asked for stops it.
    rows: sql`SELECT 'smallint-bloom-index', n.nspname, t.relname, NULL::bigint
  FROM _timescaledb_catalog.compression_settings s
  JOIN pg_catalog.pg_class c ON c.oid = s.relid${HYPERTABLE_OF}
 WHERE s.compress_relid IS NOT NULL AND s.index @> '[{"type": "bloom", "source": "config"}]'
   AND ${HAS_SMALLINT_BLOOM}`,
  },
  {
    from: '2.11',
    until: '2.28',
    rows: sql`SELECT 'adaptive-chunking', h.schema_name, h.table_name, h.chunk_target_size
  FROM _timescaledb_catalog.hypertable h WHERE h.chunk_target_size > 0`,
  },
  {
    from: '2.22',
    until: '2.28',
    rows: sql`SELECT 'first-last-index', n.nspname, t.relname, NULL::bigint
  FROM _timescaledb_catalog.compression_settings s
  JOIN pg_catalog.pg_class c ON c.oid = s.relid${HYPERTABLE_OF}
 WHERE s.compress_relid IS NOT NULL AND s.index @> '[{"type": "firstlast"}]'`,
  },
];

function experimentalBucket(isExperimental: Sql): Sql {
  return sql`SELECT 'experimental-bucket', ca.user_view_schema, ca.user_view_name, NULL::bigint
  FROM _timescaledb_catalog.continuous_aggs_bucket_function bf
  JOIN _timescaledb_catalog.continuous_agg ca ON ca.mat_hypertable_id = bf.mat_hypertable_id
 WHERE ${isExperimental}`;
}
