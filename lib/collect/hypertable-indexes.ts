import { z } from 'zod';
import { instant, int8 } from '@/lib/db/columns';
import { type ServerFacts, timescaleAtLeast } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { LOCKED_RELATION } from './chunk-size';
import { defineCollector, withTimescale } from './collector';

/** More chunks than these nobody mends one by one. */
const MOST_NAMED_CHUNKS = 20;

/** One row per index of a hypertable, its chunk indexes summed up: the index as its user thinks of it. */
export const hypertableIndexes = defineCollector({
  name: 'hypertableIndexes',
  title: 'Indexes of hypertables, rolled up from their chunks',
  tier: 'exact',
  bulk: true,
  row: z.object({
    hypertableId: z.number(),
    /** Of the hypertable's own index, which is empty; the same on a standby that follows in blocks. */
    indexOid: z.number(),
    tableOid: z.number(),
    schema: z.string(),
    name: z.string(),
    definition: z.string(),
    /** The definition from the table's name on: `USING btree (service, "time" DESC)`. */
    structure: z.string(),
    method: z.string(),
    /** Key columns in order; null for an expression. */
    keyColumns: z.array(z.string().nullable()),
    /** The same, each with the oids of its operator class and collation: equal text sorts alike. */
    keys: z.array(z.string()),
    /** The same without these: columns quoted where they need it, and expressions. */
    keyExpressions: z.array(z.string()),
    /** Direction of each key as pg_index has it: 1 is descending, 2 is nulls first, and so 3 is `DESC`. */
    keyOptions: z.array(z.number()),
    includedColumns: z.array(z.string()),
    /** The condition of a partial index. */
    predicate: z.string().nullable(),
    isUnique: z.boolean(),
    isPrimary: z.boolean(),
    /** Whether a constraint owns it: such an index goes only with its constraint. */
    isConstraint: z.boolean(),
    isValid: z.boolean(),
    /** Indexes of chunks that stand for it. From 2.22 they do so by their definition: equal indexes count the same ones. */
    chunkIndexes: int8,
    /** How many of the hypertable's chunks carry it. */
    chunksWith: int8,
    /** How many do not; counted in the same statement, because chunks that are read at another time are others. */
    chunksWithout: int8,
    /** Names of those that do not, the first `MOST_NAMED_CHUNKS`. */
    chunkNamesWithout: z.array(z.string()),
    scans: int8.nullable(),
    /** Of any chunk; PostgreSQL 16+. */
    lastScanAt: instant.nullable(),
    totalBytes: int8,
  }),
  sql: (server) =>
    withTimescale(server, (timescale) => {
      // Until 2.21 the catalog maps chunk indexes by name; from 2.22 a function compares the definitions.
      // A tiered chunk is a foreign table, which carries no index.
      const chunkIndexes = timescaleAtLeast(timescale, '2.22')
        ? sql`
  LEFT JOIN (pg_catalog.pg_inherits inh JOIN pg_catalog.pg_class cc ON cc.oid = inh.inhrelid AND cc.relkind = 'r') ON inh.inhparent = hc.oid
  LEFT JOIN pg_catalog.pg_index cx ON cx.indrelid = inh.inhrelid AND _timescaledb_functions.index_matches(i.indexrelid, cx.indexrelid)
  LEFT JOIN pg_catalog.pg_class ci ON ci.oid = cx.indexrelid`
        : sql`
  LEFT JOIN _timescaledb_catalog.chunk ch ON ch.hypertable_id = h.id AND NOT ch.dropped AND NOT ch.osm_chunk
  LEFT JOIN _timescaledb_catalog.chunk_index x ON x.chunk_id = ch.id AND x.hypertable_index_name = ic.relname
  LEFT JOIN pg_catalog.pg_namespace cn ON cn.nspname = ch.schema_name
  LEFT JOIN pg_catalog.pg_class ci ON ci.relname = x.index_name AND ci.relnamespace = cn.oid AND ci.relkind = 'i'`;
      const [chunk, chunkName] = timescaleAtLeast(timescale, '2.22')
        ? [sql`inh.inhrelid`, sql`cc.relname`]
        : [sql`ch.id`, sql`ch.table_name`];
      return sql`
WITH ${LOCKED_RELATION},
rolled AS (
SELECT h.id AS "hypertableId", i.indexrelid AS oid, n.nspname::text AS "schema", ic.relname::text AS "name",
       pg_catalog.pg_get_indexdef(i.indexrelid) AS "definition",
       substr(pg_catalog.pg_get_indexdef(i.indexrelid), 1 + length(pg_catalog.format('CREATE %sINDEX %I ON %I.%I ',
         CASE WHEN i.indisunique THEN 'UNIQUE ' END, ic.relname, n.nspname, hc.relname))) AS "structure",
       i.indisunique AS "isUnique", i.indisprimary AS "isPrimary",
       EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conrelid = hc.oid AND k.conindid = i.indexrelid) AS "isConstraint",
       i.indisvalid AND i.indisready AS "isValid",
       count(ci.oid) AS "chunkIndexes", count(DISTINCT ${chunk}) FILTER (WHERE ci.oid IS NOT NULL) AS "chunksWith",
       count(*) FILTER (WHERE ${chunk} IS NOT NULL AND ci.oid IS NULL) AS "chunksWithout",
       coalesce((array_agg(${chunkName}::text ORDER BY ${chunkName}) FILTER (WHERE ${chunk} IS NOT NULL AND ci.oid IS NULL))[1:${MOST_NAMED_CHUNKS}], '{}') AS "chunkNamesWithout", ${counters(server)},
       coalesce(sum(CASE WHEN lo.oid IS NULL THEN pg_catalog.pg_relation_size(ci.oid)
                         ELSE ci.relpages * pg_catalog.current_setting('block_size')::bigint END), 0)::bigint AS "totalBytes"
  FROM _timescaledb_catalog.hypertable h
  JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
  JOIN pg_catalog.pg_class hc ON hc.relname = h.table_name AND hc.relnamespace = n.oid
  JOIN pg_catalog.pg_index i ON i.indrelid = hc.oid
  JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid${chunkIndexes}
  LEFT JOIN locked_relation lo ON lo.oid = ci.oid
 WHERE h.compression_state <> 2
 GROUP BY h.id, n.nspname, hc.oid, hc.relname, ic.relname, i.indexrelid, i.indisunique, i.indisprimary, i.indisvalid, i.indisready)
SELECT r."hypertableId", r.oid AS "indexOid", i.indrelid AS "tableOid", r."schema", r."name", r."definition", r."structure",
       am.amname::text AS "method", k.columns AS "keyColumns", k.keys AS "keys",
       k.expressions AS "keyExpressions", k.options AS "keyOptions", k.included AS "includedColumns", pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS "predicate",
       r."isUnique", r."isPrimary", r."isConstraint", r."isValid", r."chunkIndexes", r."chunksWith", r."chunksWithout",
       r."chunkNamesWithout", r."scans", r."lastScanAt", r."totalBytes"
  FROM rolled r
  JOIN pg_catalog.pg_index i ON i.indexrelid = r.oid
  JOIN pg_catalog.pg_class c ON c.oid = r.oid
  JOIN pg_catalog.pg_am am ON am.oid = c.relam
 CROSS JOIN LATERAL (
   SELECT coalesce(array_agg(pg_catalog.concat_ws(' ', p.definition, (i.indclass::oid[])[p.at - 1], (i.indcollation::oid[])[p.at - 1])
                             ORDER BY p.at) FILTER (WHERE p.at <= i.indnkeyatts), '{}') AS keys,
          coalesce(array_agg(p.definition ORDER BY p.at) FILTER (WHERE p.at <= i.indnkeyatts), '{}') AS expressions,
          coalesce(array_agg(p.name ORDER BY p.at) FILTER (WHERE p.at <= i.indnkeyatts), '{}') AS columns,
          coalesce(array_agg((i.indoption::int2[])[p.at - 1]::int ORDER BY p.at) FILTER (WHERE p.at <= i.indnkeyatts), '{}') AS options,
          coalesce(array_agg(p.definition ORDER BY p.at) FILTER (WHERE p.at > i.indnkeyatts), '{}') AS included
     FROM (SELECT g.at, pg_catalog.pg_get_indexdef(i.indexrelid, g.at, true) AS definition, a.attname::text AS name
             FROM generate_series(1, i.indnatts::int) AS g (at)
             LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = (i.indkey::int2[])[g.at - 1] AND a.attnum <> 0) p) k
 ORDER BY r."hypertableId", r."name"`;
    }),
});

function counters({ engine, major }: ServerFacts): Sql {
  if (engine === 'embedded') return sql`NULL::bigint AS "scans", NULL::timestamptz AS "lastScanAt"`;
  const lastScan = major >= 16 ? sql`max(pg_catalog.pg_stat_get_lastscan(ci.oid))` : sql`NULL::timestamptz`;
  return sql`coalesce(sum(pg_catalog.pg_stat_get_numscans(ci.oid)), 0)::bigint AS "scans", ${lastScan} AS "lastScanAt"`;
}
