import type { ColumnOrder, ColumnstoreRelation, RelationName, TimescaleDialect } from './columnstore';
import { enableColumnstore } from './columnstore';
import { dollarQuoted, joined, literal, qualified, regclass, type Sql, sql } from './statement';

/** How chunks are converted. Null, from 2.22: TimescaleDB decides when it converts a chunk. */
export interface ColumnstoreSettings {
  readonly segmentBy: readonly string[] | null;
  readonly orderBy: readonly ColumnOrder[] | null;
}

/** The table that chunks belong to; for a continuous aggregate not the view. */
export interface ChunkedRelation {
  readonly relationSchema: string;
  readonly relationName: string;
}

/** Each chunk has settings of its own, can be rewritten with new ones, and views show both. Before, settings change only while no chunk is compressed. */
export const keepsSettingsPerChunk = ({ versionNumber }: TimescaleDialect) => versionNumber >= 2_014_001;
/** Settings may be left open, and are decided when a chunk is converted. */
export const mayLeaveSettingsOpen = ({ versionNumber }: TimescaleDialect) => versionNumber >= 2_022_000;

/** Sets what is given and leaves open again what is null; the chunks stay as they are. AccessExclusive on the hypertable, briefly. */
export function setColumnstore(
  dialect: TimescaleDialect,
  relation: ColumnstoreRelation,
  { segmentBy, orderBy }: ColumnstoreSettings,
): Sql[] {
  const open = [
    ...(segmentBy === null ? [sql`timescaledb.segmentby`] : []),
    ...(orderBy === null ? [sql`timescaledb.orderby`] : []),
  ];
  return [
    ...(open.length > 0 && mayLeaveSettingsOpen(dialect) ? [resetOptions(relation, open)] : []),
    ...(open.length < 2 ? [enableColumnstore(dialect, relation, segmentBy, orderBy)] : []),
  ];
}

/** Refused for a continuous aggregate. */
const resetOptions = ({ schema, name }: RelationName, options: readonly Sql[]): Sql =>
  sql`ALTER TABLE ${qualified(schema, name)} RESET (${joined(options, ', ')});`;

/** 2.18 renamed the views; both show one row per hypertable and one per compressed chunk. */
function settingsViews({ versionNumber }: TimescaleDialect): { hypertables: Sql; chunks: Sql } {
  return versionNumber >= 2_018_000
    ? {
        hypertables: sql`timescaledb_information.hypertable_columnstore_settings`,
        chunks: sql`timescaledb_information.chunk_columnstore_settings`,
      }
    : {
        hypertables: sql`timescaledb_information.hypertable_compression_settings`,
        chunks: sql`timescaledb_information.chunk_compression_settings`,
      };
}

/**
 * Converts the chunks anew whose settings are not those of the hypertable, the newest first, each in a transaction of
 * its own: what is done stays done, and another run goes on from there. Not inside a transaction block.
 */
export function rewriteDriftedChunks(
  dialect: TimescaleDialect,
  { relationSchema, relationName }: ChunkedRelation,
  mostChunks: number,
): Sql {
  const { hypertables, chunks } = settingsViews(dialect);
  const convert =
    dialect.versionNumber >= 2_018_000
      ? sql`CALL convert_to_columnstore(one, recompress => true);`
      : sql`PERFORM compress_chunk(one, recompress => true);`;
  const body = sql`
DECLARE one regclass;
BEGIN
  FOR one IN
    SELECT c.chunk FROM ${chunks} c
      JOIN ${hypertables} h ON h.hypertable = c.hypertable
     WHERE h.hypertable = ${regclass(relationSchema, relationName)}::regclass
       AND ${mayLeaveSettingsOpen(dialect) ? DRIFTED_UNLESS_OPEN : DRIFTED}
     ORDER BY c.chunk DESC LIMIT ${mostChunks}
  LOOP
    ${convert}
    COMMIT;
  END LOOP;
END
`;
  return sql`DO ${dollarQuoted(body)};`;
}

// No segmentby at all was NULL before 2.22, where NULL came to mean open.
const DRIFTED = sql`(coalesce(c.segmentby, ''), c.orderby) IS DISTINCT FROM (coalesce(h.segmentby, ''), h.orderby)`;
const DRIFTED_UNLESS_OPEN = sql`(coalesce(c.segmentby, '') <> h.segmentby OR c.orderby <> h.orderby)`;

/** How many of a hypertable and its compressed chunks have other settings than these. */
export function countOtherSettings(
  dialect: TimescaleDialect,
  relation: ChunkedRelation,
  settings: ColumnstoreSettings,
): Sql {
  const { hypertables, chunks } = settingsViews(dialect);
  const hypertable = sql`${regclass(relation.relationSchema, relation.relationName)}::regclass`;
  return sql`SELECT count(*) FROM (SELECT hypertable, segmentby, orderby FROM ${hypertables} UNION ALL SELECT hypertable, segmentby, orderby FROM ${chunks}) s WHERE s.hypertable = ${hypertable} AND NOT ${hasSettings(settings)};`;
}

/** Whether the hypertable itself has these settings: `true`. */
export function readsSettings(
  dialect: TimescaleDialect,
  { relationSchema, relationName }: ChunkedRelation,
  settings: ColumnstoreSettings,
): Sql {
  return sql`SELECT ${hasSettings(settings)} AS is_unchanged FROM ${settingsViews(dialect).hypertables} s WHERE s.hypertable = ${regclass(relationSchema, relationName)}::regclass;`;
}

/** As the views spell it: names of segments as they are, names of the order quoted where they need it. */
function hasSettings({ segmentBy, orderBy }: ColumnstoreSettings): Sql {
  const segments = segmentBy === null ? literal(null) : literal(segmentBy.join(','));
  const order = orderBy === null ? literal(null) : orderText(orderBy);
  const segmentsAre =
    segmentBy?.length === 0
      ? sql`coalesce(s.segmentby, '') = ''`
      : sql`s.segmentby IS NOT DISTINCT FROM ${segments}`;
  return sql`(${segmentsAre} AND s.orderby IS NOT DISTINCT FROM ${order})`;
}

function orderText(orderBy: readonly ColumnOrder[]): Sql {
  const pattern = orderBy.map(({ descending, nullsFirst = descending }) => {
    const nulls = nullsFirst === descending ? '' : nullsFirst ? ' NULLS FIRST' : ' NULLS LAST';
    return `%I${descending ? ' DESC' : ''}${nulls}`;
  });
  const columns = orderBy.map(({ column }) => literal(column));
  return sql`pg_catalog.format(${joined([literal(pattern.join(',')), ...columns], ', ')})`;
}
