import type pg from 'pg';
import { enableColumnstore } from '@/lib/sql/columnstore';
import { deparsed, ident, joined, literal, qualified, regclass, type Sql, sql } from '@/lib/sql/statement';
import type { LabSettings } from './candidates';
import {
  type CompressedParts,
  indexLeaves,
  livePages,
  PAGE_BYTES,
  pooled,
  TOAST_TUPLES_PER_PAGE,
} from './compressed-size';
import { regclassOf, type SampleTable } from './sample-tables';

/** What one sub-sample takes under one candidate. */
export interface TableMeasure {
  readonly parts: CompressedParts;
  readonly bytes: number;
  /** Bytes of each column's values; what is not of a column is metadata that finds batches. */
  readonly columnBytes: ReadonlyMap<string, number>;
  readonly metadataBytes: number;
  readonly tookSeconds: number;
}

/** The sandbox's own version: the statements that it takes. */
export const SANDBOX_DIALECT = { versionNumber: 2_023_000 };

/**
 * Compresses a table, lets `look` look, and takes it back: the transaction is rolled back, so that the next candidate finds
 * the rows as they were loaded, and nothing piles up.
 */
export async function whileCompressed<Result>(
  sandbox: pg.Client,
  table: SampleTable,
  { segmentBy, orderBy }: LabSettings,
  look: (tookSeconds: number) => Promise<Result>,
): Promise<Result> {
  await sandbox.query('BEGIN');
  try {
    const relation = { schema: 'public', name: table.name, kind: 'hypertable' } as const;
    await sandbox.query(enableColumnstore(SANDBOX_DIALECT, relation, segmentBy, orderBy));
    const startedAt = performance.now();
    await sandbox.query(sql`SELECT compress_chunk(chunk) FROM show_chunks(${regclassOf(table)}) chunk`);
    return await look((performance.now() - startedAt) / 1_000);
  } finally {
    await sandbox.query('ROLLBACK').catch(() => undefined);
  }
}

/** Reads off what the compressed table is made of. */
export async function measureTable(
  sandbox: pg.Client,
  table: SampleTable,
  columns: readonly string[],
  tookSeconds: number,
): Promise<TableMeasure> {
  const { rows: relations } = await sandbox.query<CompressedRelation>(sql`
SELECT cc.schema_name AS schema, cc.table_name AS name, c.reltoastrelid::regclass::text AS toast,
       pg_catalog.pg_total_relation_size(c.oid)::float8 AS bytes,
       ARRAY(SELECT (pg_catalog.pg_relation_size(i.indexrelid) / ${PAGE_BYTES})::int FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid) AS "indexPages"
  FROM _timescaledb_catalog.hypertable h
  JOIN _timescaledb_catalog.chunk ch ON ch.hypertable_id = h.id
  JOIN _timescaledb_catalog.chunk cc ON cc.id = ch.compressed_chunk_id
  JOIN pg_catalog.pg_namespace n ON n.nspname = cc.schema_name
  JOIN pg_catalog.pg_class c ON c.relname = cc.table_name AND c.relnamespace = n.oid
 WHERE h.table_name = ${literal(table.name)}`);
  const measures: TableMeasure[] = [];
  for (const relation of relations) measures.push(await measureRelation(sandbox, relation, columns));
  return { ...sumOf(measures), tookSeconds };
}

interface CompressedRelation {
  readonly schema: string;
  readonly name: string;
  /** As the server quotes it. */
  readonly toast: string;
  readonly bytes: number;
  readonly indexPages: readonly number[];
}

async function measureRelation(
  sandbox: pg.Client,
  { schema, name, toast, bytes, indexPages }: CompressedRelation,
  columns: readonly string[],
): Promise<TableMeasure> {
  const relation = qualified(schema, name);
  const { rows: stored } = await sandbox.query<{ name: string }>(
    sql`SELECT a.attname AS name FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = ${regclass(schema, name)}::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
  );
  const sizes = stored.map(
    (column) => sql`coalesce(sum(pg_catalog.pg_column_size(${ident(column.name)})), 0)::float8`,
  );
  const { rows: totals } = await sandbox.query<{
    batches: number;
    rows: number;
    sizes: number[];
    inline: number;
  }>(
    sql`SELECT count(*)::float8 AS batches, coalesce(sum(_ts_meta_count), 0)::float8 AS rows, ARRAY[${joined(sizes, ', ')}] AS sizes,
               coalesce(sum(${inlineBytes(stored.map(({ name }) => name))}), 0)::float8 AS inline FROM ${relation}`,
  );
  const total = totals[0] ?? { batches: 0, rows: 0, sizes: [], inline: 0 };
  const columnBytes = new Map<string, number>();
  let metadataBytes = 0;
  for (const [at, column] of stored.entries()) {
    const size = total.sizes[at] ?? 0;
    if (columns.includes(column.name)) columnBytes.set(column.name, size);
    else metadataBytes += size;
  }
  return {
    parts: {
      rows: total.rows,
      batches: total.batches,
      heapPages: await livePagesOf(sandbox, relation, () => total.inline / PAGE_BYTES),
      toastPages:
        toast === '-'
          ? 0
          : await livePagesOf(sandbox, deparsed(toast), (tuples) => tuples / TOAST_TUPLES_PER_PAGE),
      indexLeaves: indexPages.map((pages) => indexLeaves(pages, total.batches)),
    },
    bytes,
    columnBytes,
    metadataBytes,
    tookSeconds: 0,
  };
}

/** PostgreSQL moves the large values of a row beyond it out to TOAST, and leaves a pointer. */
const INLINE_ROW_BYTES = 2_000;
const POINTER_BYTES = 18;
const ROW_HEADER_BYTES = 32;

/** What a row takes in the heap itself. */
function inlineBytes(columns: readonly string[]): Sql {
  const size = (name: string) => sql`coalesce(pg_catalog.pg_column_size(${ident(name)}), 0)`;
  const sum = (parts: readonly Sql[]) => sql`(SELECT sum(v) FROM unnest(ARRAY[${joined(parts, ', ')}]) v)`;
  const stored = sum(columns.map(size));
  const pointed = sum(columns.map((name) => sql`LEAST(${size(name)}, ${POINTER_BYTES})`));
  return sql`${ROW_HEADER_BYTES} + CASE WHEN ${stored} <= ${INLINE_ROW_BYTES} THEN ${stored} ELSE ${pointed} END`;
}

async function livePagesOf(
  sandbox: pg.Client,
  relation: Sql,
  alone: (tuples: number) => number,
): Promise<number> {
  const { rows } = await sandbox.query<{ block: number; tuples: number }>(
    sql`SELECT ((ctid::text::point)[0])::int AS block, count(*)::int AS tuples FROM ${relation} GROUP BY 1`,
  );
  return livePages(rows, alone);
}

function sumOf(measures: readonly TableMeasure[]): Omit<TableMeasure, 'tookSeconds'> {
  const add = (pick: (measure: TableMeasure) => number) => measures.reduce((sum, one) => sum + pick(one), 0);
  const columnBytes = new Map<string, number>();
  for (const measure of measures)
    for (const [name, size] of measure.columnBytes)
      columnBytes.set(name, (columnBytes.get(name) ?? 0) + size);
  return {
    parts: pooled(measures.map(({ parts }) => parts)),
    bytes: add(({ bytes }) => bytes),
    columnBytes,
    metadataBytes: add((measure) => measure.metadataBytes),
  };
}
