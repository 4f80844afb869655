import { z } from 'zod';
import { float8, int8 } from '@/lib/db/columns';
import { type TimescaleFacts, timescaleAtLeast } from '@/lib/db/server';
import { joined, type Sql, sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

/**
 * Where TimescaleDB's catalog and the relations do not agree; none in a healthy database.
 * - `orphan-relation`: named like a chunk, in the schema of chunks, and no chunk of the catalog.
 * - `missing-relation`: a chunk of the catalog without a table.
 * - `unfinished-rewrite`: noted by a concurrent merge (2.24+), and no session holds a lock of one on it.
 * - `stale-check`: a chunk with the CHECK of a slice that is not its own (2.28.0 to 2.29.1).
 * - `column-range-inverted`: the range of a column's values, by which chunk skipping leaves a chunk out, ends before it
 *   begins (2.16+).
 */
export const catalogDefects = defineCollector({
  name: 'catalogDefects',
  title: 'Chunks whose table and catalog do not agree',
  tier: 'exact',
  bulk: true,
  row: z.object({
    kind: z.enum([
      'orphan-relation',
      'missing-relation',
      'unfinished-rewrite',
      'stale-check',
      'column-range-inverted',
    ]),
    /** Null where nothing tells, such as for an orphan of a name of its own. */
    hypertableId: z.number().nullable(),
    /** The relation; from 2.29 a missing one has left its oid only, and no schema. */
    schema: z.string().nullable(),
    name: z.string(),
    /** The constraint of a stale check, the new relation of a rewrite, the column of a range. */
    other: z.string().nullable(),
    /** Whether an orphan still is a child of its hypertable. */
    isChild: z.boolean().nullable(),
    /** Of an orphan: the planner's estimate, null until ANALYZE. */
    estimatedRows: float8.nullable(),
    totalBytes: int8.nullable(),
  }),
  sql: (server) =>
    withTimescale(
      server,
      (timescale) => sql`
SELECT "kind", "hypertableId", "schema", "name", "other", "isChild", "estimatedRows", "totalBytes"
  FROM (${joined(parts(timescale), ' UNION ALL ')}) defect
 ORDER BY "kind", "hypertableId", "schema", "name", "other"`,
    ),
});

function parts(timescale: TimescaleFacts): Sql[] {
  return [
    orphanRelations(timescale),
    missingRelations(timescale),
    ...(timescaleAtLeast(timescale, '2.24') ? [UNFINISHED_REWRITES] : []),
    ...(timescaleAtLeast(timescale, '2.16') ? [invertedRanges(timescale)] : []),
    // 2.29.2 repairs them when it is installed.
    ...(timescale.layout.sliceChunkId && timescale.versionNumber < 2_029_002 ? [staleChecks(timescale)] : []),
  ];
}

const NOTHING_MORE: Sql = sql`NULL::boolean AS "isChild", NULL::float8 AS "estimatedRows", NULL::bigint AS "totalBytes"`;

function orphanRelations(timescale: TimescaleFacts): Sql {
  const { chunkRelid, compressRelid } = timescale.layout;
  const ofChunk = chunkRelid
    ? sql`k.relid = c.oid`
    : sql`k.schema_name = n.nspname AND k.table_name = c.relname`;
  const ofColumnstore = compressRelid
    ? sql`
   AND NOT EXISTS (SELECT 1 FROM _timescaledb_catalog.compression_settings s WHERE s.compress_relid = c.oid)`
    : sql``;
  const ofRewrite = timescaleAtLeast(timescale, '2.24')
    ? sql`
   AND NOT EXISTS (SELECT 1 FROM _timescaledb_catalog.chunk_rewrite r WHERE r.new_relid = c.oid)`
    : sql``;
  return sql`
SELECT 'orphan-relation' AS "kind", substring(c.relname::text FROM '^_hyper_([0-9]+)_')::int AS "hypertableId",
       n.nspname::text AS "schema", c.relname::text AS "name", NULL::text AS "other",
       EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid) AS "isChild",
       CASE WHEN c.reltuples >= 0 THEN c.reltuples::float8 END AS "estimatedRows",
       pg_catalog.pg_total_relation_size(c.oid) AS "totalBytes"
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = '_timescaledb_internal' AND c.relkind = 'r'
   AND c.relname ~ '^(_hyper|compress_hyper)_[0-9]{1,9}_[0-9]+_chunk$'
   AND NOT EXISTS (SELECT 1 FROM _timescaledb_catalog.chunk k WHERE ${ofChunk})${ofColumnstore}${ofRewrite}`;
}

function missingRelations({ layout }: TimescaleFacts): Sql {
  if (layout.chunkRelid)
    return sql`
SELECT 'missing-relation', c.hypertable_id, NULL::text, c.relid::oid::text, NULL::text, ${NOTHING_MORE}
  FROM _timescaledb_catalog.chunk c
 WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_class r WHERE r.oid = c.relid)`;
  const notDropped = layout.chunkDropped ? sql`NOT c.dropped AND` : sql``;
  return sql`
SELECT 'missing-relation', coalesce(u.hypertable_id, c.hypertable_id), c.schema_name::text, c.table_name::text, NULL::text, ${NOTHING_MORE}
  FROM _timescaledb_catalog.chunk c
  LEFT JOIN _timescaledb_catalog.chunk u ON u.compressed_chunk_id = c.id
 WHERE ${notDropped} NOT EXISTS (
   SELECT 1 FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
    WHERE r.relname = c.table_name AND n.nspname = c.schema_name)`;
}

const UNFINISHED_REWRITES: Sql = sql`
SELECT 'unfinished-rewrite', h.id, n.nspname::text, c.relname::text, w.new_relid::oid::text, ${NOTHING_MORE}
  FROM _timescaledb_catalog.chunk_rewrite w
  LEFT JOIN pg_catalog.pg_class c ON c.oid = w.chunk_relid
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
  LEFT JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
  LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
  LEFT JOIN _timescaledb_catalog.hypertable h ON h.schema_name = pn.nspname AND h.table_name = p.relname
 WHERE NOT EXISTS (
   SELECT 1 FROM pg_catalog.pg_locks l
    WHERE l.granted AND l.relation IN (w.chunk_relid::oid, w.new_relid::oid)
      AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
      AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))`;

function invertedRanges({ layout }: TimescaleFacts): Sql {
  return sql`
SELECT 'column-range-inverted', r.hypertable_id, n.nspname::text, c.relname::text, r.column_name::text, ${NOTHING_MORE}
  FROM _timescaledb_catalog.chunk_column_stats r
  JOIN _timescaledb_catalog.chunk k ON k.id = r.chunk_id
  ${relationOfChunk(layout, sql`k`, sql`c`)}
 WHERE r.valid AND r.range_start > r.range_end`;
}

function staleChecks({ layout }: TimescaleFacts): Sql {
  return sql`
SELECT 'stale-check', c.hypertable_id, n.nspname::text, r.relname::text, k.conname::text, ${NOTHING_MORE}
  FROM _timescaledb_catalog.chunk c
  ${relationOfChunk(layout, sql`c`, sql`r`)}
  JOIN pg_catalog.pg_constraint k ON k.conrelid = r.oid AND k.contype = 'c' AND k.conname ~ '^constraint_[0-9]{1,9}$'
 WHERE NOT EXISTS (
   SELECT 1 FROM _timescaledb_catalog.dimension_slice s
    WHERE s.chunk_id = c.id AND s.id = substring(k.conname::text FROM '[0-9]+')::int)`;
}

/** Joins the table of a chunk under the name `relation`, and its schema as `n`. */
function relationOfChunk({ chunkRelid }: TimescaleFacts['layout'], chunk: Sql, relation: Sql): Sql {
  return chunkRelid
    ? sql`JOIN pg_catalog.pg_class ${relation} ON ${relation}.oid = ${chunk}.relid
  JOIN pg_catalog.pg_namespace n ON n.oid = ${relation}.relnamespace`
    : sql`JOIN pg_catalog.pg_namespace n ON n.nspname = ${chunk}.schema_name
  JOIN pg_catalog.pg_class ${relation} ON ${relation}.relname = ${chunk}.table_name AND ${relation}.relnamespace = n.oid`;
}
