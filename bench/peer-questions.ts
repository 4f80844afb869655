import type { ArtifactName, Artifacts, Row } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { isForeignKeyIndexed } from '@/lib/derive/foreign-key-support';
import { indexesByTable } from '@/lib/derive/indexes-by-table';

/** What other monitors ask of the catalogs, in one statement. */
export interface PeerQuestion {
  readonly question: string;
  /** Who asks it, by what it is called there. The statement is ours, of the views and functions that lie at hand. */
  readonly peers: string;
  readonly statement: string;
  /** The same from our artifacts, one text a row: that both answer alike is part of the measurement. */
  answer(artifacts: Artifacts): string[];
  /** Another question of the same facts is answered with it, so that it counts in no sum. */
  readonly isContained?: boolean;
}

/** Facts that our collectors read together. */
export interface PeerFacts {
  readonly facts: string;
  readonly collectors: readonly ArtifactName[];
  readonly questions: readonly PeerQuestion[];
  /** Where what is read is not the same. */
  readonly note?: string;
}

const PAGES = 'sizes: a file for each fork there, pages as of the last ANALYZE here';
/** Where our estimates begin, in pages. */
const LEAST_INDEX_PAGES = 16;
const LEAST_TABLE_PAGES = 64;

export const PEER_FACTS: readonly PeerFacts[] = [
  {
    facts: 'tables: counters, sizes, vacuums',
    collectors: ['tables'],
    questions: [
      {
        question: 'counters and size of each table',
        peers: 'postgres_exporter stat_user_tables',
        statement: `
SELECT schemaname || '.' || relname || ' ' || n_tup_ins AS answer, seq_scan, seq_tup_read, idx_scan, n_tup_upd, n_tup_del, n_tup_hot_upd,
       n_live_tup, n_dead_tup, n_mod_since_analyze, n_ins_since_vacuum, last_vacuum, last_autovacuum, last_analyze, last_autoanalyze,
       pg_table_size(relid) AS table_bytes, pg_indexes_size(relid) AS index_bytes
  FROM pg_stat_user_tables`,
        answer: tableInserts,
      },
      {
        question: 'rows, size, scans and vacuums of each table',
        peers: 'Xata getTableStats',
        statement: `
SELECT s.schemaname || '.' || s.relname || ' ' || s.n_tup_ins AS answer, c.reltuples, s.n_dead_tup, s.seq_scan, s.idx_scan, s.n_tup_upd, s.n_tup_del,
       s.last_vacuum, s.last_autovacuum, s.last_analyze, s.last_autoanalyze, pg_relation_size(c.oid) AS heap_bytes,
       pg_indexes_size(c.oid) AS index_bytes, pg_total_relation_size(c.oid) AS total_bytes
  FROM pg_stat_user_tables s
  JOIN pg_class c ON c.oid = s.relid
 ORDER BY pg_total_relation_size(c.oid) DESC`,
        answer: tableInserts,
        isContained: true,
      },
      {
        question: 'size with TOAST, scans and age of each table',
        peers: 'pgwatch table_stats',
        statement: `
SELECT s.schemaname || '.' || s.relname || ' ' || s.n_tup_ins AS answer, pg_partition_root(c.oid) AS root, pg_table_size(c.oid) AS table_bytes,
       pg_total_relation_size(c.oid) AS total_bytes, CASE WHEN c.reltoastrelid <> 0 THEN pg_total_relation_size(c.reltoastrelid) END AS toast_bytes,
       s.seq_scan, s.seq_tup_read, s.idx_scan, s.n_tup_upd, s.n_tup_del, s.n_tup_hot_upd, s.n_live_tup, s.n_dead_tup, s.vacuum_count,
       s.autovacuum_count, greatest(s.last_vacuum, s.last_autovacuum) AS vacuumed_at, age(c.relfrozenxid) AS xid_age, mxid_age(c.relminmxid) AS multixact_age
  FROM pg_stat_user_tables s
  JOIN pg_class c ON c.oid = s.relid`,
        answer: tableInserts,
        isContained: true,
      },
    ],
    note: PAGES,
  },
  {
    facts: 'indexes and foreign keys: definition, use, size, equal ones, missing ones',
    collectors: ['indexes', 'foreignKeys'],
    questions: [
      {
        question: 'definition and state of each index',
        peers: 'PgHero indexes',
        statement: `
SELECT n.nspname || '.' || c.relname || substring(pg_get_indexdef(i.indexrelid) FROM ' USING .*') AS answer, t.relname AS table_name, am.amname,
       i.indisunique, i.indisprimary, i.indisvalid, pg_get_expr(i.indpred, i.indrelid) AS predicate, pg_get_expr(i.indexprs, i.indrelid) AS expressions
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_am am ON am.oid = c.relam
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
        answer: (artifacts) =>
          rows(artifacts, 'indexes').map(({ schema, name, structure }) => `${schema}.${name} ${structure}`),
      },
      {
        question: 'counters of each index',
        peers: 'pgwatch index_stats',
        statement: `
SELECT s.schemaname || '.' || s.indexrelname || ' ' || s.idx_scan AS answer, s.idx_tup_read, s.idx_tup_fetch, s.last_idx_scan,
       i.indisunique, i.indisprimary, i.indisvalid, pg_relation_size(s.indexrelid) AS bytes
  FROM pg_stat_user_indexes s
  JOIN pg_index i USING (indexrelid)`,
        answer: (artifacts) =>
          rows(artifacts, 'indexes').map(({ schema, name, scans }) => `${schema}.${name} ${scans}`),
      },
      {
        question: 'unused indexes',
        peers: 'PgHero, pgwatch unused_indexes, Dasha unused_report',
        statement: `
SELECT s.schemaname || '.' || s.indexrelname AS answer, s.relname, pg_relation_size(s.indexrelid) AS bytes, pg_get_indexdef(s.indexrelid) AS definition
  FROM pg_stat_user_indexes s
  JOIN pg_index i USING (indexrelid)
 WHERE s.idx_scan = 0 AND NOT i.indisunique AND NOT i.indisprimary
 ORDER BY pg_relation_size(s.indexrelid) DESC`,
        answer: (artifacts) =>
          rows(artifacts, 'indexes').flatMap(({ schema, name, scans, isUnique }) =>
            scans === 0 && !isUnique ? [`${schema}.${name}`] : [],
          ),
        isContained: true,
      },
      {
        question: 'duplicate and invalid indexes',
        peers: 'pgwatch reco_drop_index',
        statement: `
SELECT n.nspname || '.' || c.relname AS answer, x.is_invalid, pg_relation_size(x.indexrelid) AS bytes
  FROM (SELECT i.indexrelid, NOT i.indisvalid AS is_invalid,
               count(*) OVER (PARTITION BY i.indrelid, i.indkey::text, i.indclass::text, i.indcollation::text, i.indoption::text,
                                           pg_get_expr(i.indexprs, i.indrelid), pg_get_expr(i.indpred, i.indrelid)) AS equal_ones
          FROM pg_index i) x
  JOIN pg_class c ON c.oid = x.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE (x.equal_ones > 1 OR x.is_invalid) AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
        answer: (artifacts) => {
          const all = rows(artifacts, 'indexes');
          const key = ({ tableOid, keys, keyOptions, includedColumns, predicate }: Row<'indexes'>) =>
            JSON.stringify([tableOid, keys, keyOptions, includedColumns, predicate]);
          const equal = new Map<string, number>();
          for (const index of all) equal.set(key(index), (equal.get(key(index)) ?? 0) + 1);
          return all.flatMap((index) =>
            !index.isValid || (equal.get(key(index)) ?? 0) > 1 ? [`${index.schema}.${index.name}`] : [],
          );
        },
      },
      {
        question: 'foreign keys without an index',
        peers: 'splinter, PgHero suggestions',
        statement: `
SELECT o.conrelid::regclass::text || ' ' || o.conname AS answer, pg_get_constraintdef(o.oid) AS definition, pg_relation_size(o.conrelid) AS bytes
  FROM pg_constraint o
 WHERE o.contype = 'f'
   AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = o.conrelid AND i.indisvalid AND i.indpred IS NULL
                      AND (i.indkey::int2[])[0:cardinality(o.conkey) - 1] @> o.conkey)`,
        answer: (artifacts) => {
          const byTable = indexesByTable(rows(artifacts, 'indexes'));
          return rows(artifacts, 'foreignKeys').flatMap((key) =>
            isForeignKeyIndexed(key, byTable) ? [] : [`${key.schema}.${key.tableName} ${key.name}`],
          );
        },
      },
    ],
    note: PAGES,
  },
  {
    facts: 'sizes of tables and indexes',
    collectors: ['tables', 'indexes'],
    questions: [
      {
        question: 'size of each table and index',
        peers: 'PgHero relation_sizes',
        statement: `
SELECT n.nspname || '.' || c.relname AS answer, c.relkind, pg_table_size(c.oid) AS bytes
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm', 'i') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
 ORDER BY pg_table_size(c.oid) DESC`,
        answer: (artifacts) => [
          ...rows(artifacts, 'tables').map(({ schema, name }) => `${schema}.${name}`),
          ...rows(artifacts, 'indexes').map(({ schema, name }) => `${schema}.${name}`),
        ],
        isContained: true,
      },
    ],
    note: 'asked apart there, read with the rest here',
  },
  {
    facts: 'bloat of indexes',
    collectors: ['indexBloat'],
    questions: [
      {
        question: `bloat of B-trees from ${LEAST_INDEX_PAGES} pages on`,
        peers: 'PgHero index_bloat',
        statement: `
SELECT n.nspname || '.' || c.relname AS answer, c.relpages, ceil(c.reltuples * (12 + w.width) / (8152 * 0.9)) AS packed_pages
  FROM (SELECT i.indexrelid, sum(s.avg_width * (1 - s.null_frac)) AS width
          FROM pg_index i
         CROSS JOIN LATERAL unnest(i.indkey) AS k (attnum)
          JOIN pg_class t ON t.oid = i.indrelid
          JOIN pg_namespace tn ON tn.oid = t.relnamespace
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
          JOIN pg_stats s ON s.schemaname = tn.nspname AND s.tablename = t.relname AND s.attname = a.attname
         GROUP BY i.indexrelid) w
  JOIN pg_class c ON c.oid = w.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_am am ON am.oid = c.relam AND am.amname = 'btree'
 WHERE c.relpages >= ${LEAST_INDEX_PAGES} AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
        answer: (artifacts) => rows(artifacts, 'indexBloat').map(({ schema, name }) => `${schema}.${name}`),
      },
    ],
    note: 'each by its own formula',
  },
  {
    facts: 'bloat of tables',
    collectors: ['tableBloat'],
    questions: [
      {
        question: `bloat of tables from ${LEAST_TABLE_PAGES} pages on`,
        peers: 'check_postgres, pgwatch table_bloat',
        statement: `
SELECT n.nspname || '.' || c.relname AS answer, c.relpages, ceil(c.reltuples * (28 + w.width) / 8168) AS packed_pages
  FROM (SELECT s.schemaname, s.tablename, sum(s.avg_width * (1 - s.null_frac)) AS width FROM pg_stats s GROUP BY s.schemaname, s.tablename) w
  JOIN pg_namespace n ON n.nspname = w.schemaname
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.tablename AND c.relkind IN ('r', 'm')
 WHERE c.relpages >= ${LEAST_TABLE_PAGES} AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
        answer: (artifacts) => rows(artifacts, 'tableBloat').map(({ schema, name }) => `${schema}.${name}`),
      },
    ],
    note: 'each by its own formula',
  },
  {
    facts: 'sequences',
    collectors: ['sequences'],
    questions: [
      {
        question: 'use of each sequence, and the column that it feeds',
        peers: 'PgHero sequences',
        statement: `
SELECT q.schemaname || '.' || q.sequencename || ' ' || coalesce(q.last_value::text, '') AS answer, q.data_type, q.max_value, q.cycle,
       d.refobjid::regclass::text AS owner_table, a.attname AS owner_column, format_type(a.atttypid, a.atttypmod) AS column_type
  FROM pg_sequences q
  JOIN pg_namespace n ON n.nspname = q.schemaname
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = q.sequencename AND c.relkind = 'S'
  LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
  LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid`,
        answer: (artifacts) =>
          rows(artifacts, 'sequences').map(
            ({ schema, name, lastValue }) => `${schema}.${name} ${lastValue ?? ''}`,
          ),
      },
    ],
    note: 'here also those that are only the default of a column, and the columns that refer to full ones',
  },
  {
    facts: 'sessions',
    collectors: ['sessions'],
    questions: [
      {
        question: 'long transactions and who blocks whom',
        peers: 'PgHero long_running_queries and blocked_queries, Dasha',
        statement: `
SELECT a.pid AS answer, a.usename, a.state, a.wait_event_type, a.wait_event, now() - a.xact_start AS transaction_age, now() - a.query_start AS query_age,
       left(a.query, 500) AS query, pg_blocking_pids(a.pid) AS blocked_by
  FROM pg_stat_activity a
 WHERE a.pid <> pg_backend_pid() AND a.backend_type = 'client backend' AND a.xact_start < now() - interval '10 minutes'`,
        // There is none; those who wait for a lock or hold many are among ours too.
        answer: (artifacts) =>
          rows(artifacts, 'sessions').flatMap(({ pid, transactionSeconds }) =>
            (transactionSeconds ?? 0) > 600 ? [`${pid}`] : [],
          ),
      },
    ],
    note: 'here with the locks of every session',
  },
  {
    facts: 'health',
    collectors: ['databaseCounters', 'activity', 'tables'],
    questions: [
      {
        question: 'health of the database: connections, cache, dead rows, age',
        peers: 'Dasha health score',
        statement: `
SELECT d.datname AS answer, d.numbackends, d.xact_commit, d.xact_rollback, d.blks_hit, d.blks_read, d.deadlocks, d.temp_bytes, t.dead, t.live, t.hot, t.updates,
       t.oldest, (SELECT count(*) FROM pg_stat_activity a WHERE a.state = 'active') AS active
  FROM pg_stat_database d
 CROSS JOIN (SELECT sum(s.n_dead_tup) AS dead, sum(s.n_live_tup) AS live, sum(s.n_tup_hot_upd) AS hot, sum(s.n_tup_upd) AS updates, max(age(c.relfrozenxid)) AS oldest
               FROM pg_stat_all_tables s JOIN pg_class c ON c.oid = s.relid) t
 WHERE d.datname = current_database()`,
        answer: () => ['postgres'],
      },
    ],
    note: 'one row there; each table here, which the first line has already',
  },
];

function tableInserts(artifacts: Artifacts): string[] {
  return rows(artifacts, 'tables').map(
    ({ schema, name, insertedTuples }) => `${schema}.${name} ${insertedTuples}`,
  );
}

function rows<Name extends ArtifactName>(artifacts: Artifacts, name: Name): readonly Row<Name>[] {
  const found = artifactRows({ artifacts }, name);
  if (!found) throw new Error(`${name} was not read`);
  return found;
}
