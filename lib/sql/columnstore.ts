import { type Span, spanLiteral, spanText } from './span';
import { ident, joined, literal, qualified, regclass, type Sql, sql } from './statement';

/** What the statements depend on: 2.18 renamed compression to columnstore and turned its functions into procedures. */
export interface TimescaleDialect {
  /** major × 1 000 000 + minor × 1 000 + patch. */
  readonly versionNumber: number;
}

export interface RelationName {
  readonly schema: string;
  readonly name: string;
}

const speaksColumnstore = ({ versionNumber }: TimescaleDialect) => versionNumber >= 2_018_000;

/** Adds the policy that converts chunks older than `after`. Catalog rows only; no lock on data. */
export function addColumnstorePolicy(
  dialect: TimescaleDialect,
  { schema, name }: RelationName,
  after: Span,
): Sql {
  return speaksColumnstore(dialect)
    ? sql`CALL add_columnstore_policy(${regclass(schema, name)}, after => ${spanLiteral(after)}, if_not_exists => true);`
    : sql`SELECT add_compression_policy(${regclass(schema, name)}, compress_after => ${spanLiteral(after)}, if_not_exists => true);`;
}

export function removeColumnstorePolicy(dialect: TimescaleDialect, { schema, name }: RelationName): Sql {
  return speaksColumnstore(dialect)
    ? sql`CALL remove_columnstore_policy(${regclass(schema, name)}, if_exists => true);`
    : sql`SELECT remove_compression_policy(${regclass(schema, name)}, if_exists => true);`;
}

/** A continuous aggregate is altered as the view that its users know. */
export interface ColumnstoreRelation extends RelationName {
  readonly kind: 'hypertable' | 'continuous-aggregate';
}

const alter = ({ schema, name, kind }: ColumnstoreRelation): Sql =>
  kind === 'hypertable'
    ? sql`ALTER TABLE ${qualified(schema, name)}`
    : sql`ALTER MATERIALIZED VIEW ${qualified(schema, name)}`;

export interface ColumnOrder {
  readonly column: string;
  readonly descending: boolean;
  /** Where absent, as PostgreSQL does: first when descending, else last. */
  readonly nullsFirst?: boolean;
}

/**
 * Turns columnstore on, or changes its settings for chunks that are converted from now on; null leaves a setting as it
 * is. AccessExclusive on the hypertable, briefly.
 */
export function enableColumnstore(
  dialect: TimescaleDialect,
  relation: ColumnstoreRelation,
  segmentBy: readonly string[] | null,
  orderBy: readonly ColumnOrder[] | null,
): Sql {
  const [enable, segments, order] = speaksColumnstore(dialect)
    ? [sql`timescaledb.enable_columnstore`, sql`timescaledb.segmentby`, sql`timescaledb.orderby`]
    : [sql`timescaledb.compress`, sql`timescaledb.compress_segmentby`, sql`timescaledb.compress_orderby`];
  const options = [
    sql`${enable} = true`,
    ...(segmentBy ? [sql`${segments} = ${literal(joined(segmentBy.map(ident), ', '))}`] : []),
    ...(orderBy ? [sql`${order} = ${literal(joined(orderBy.map(columnOrder), ', '))}`] : []),
  ];
  return sql`${alter(relation)} SET (${joined(options, ', ')});`;
}

function columnOrder({ column, descending, nullsFirst = descending }: ColumnOrder): Sql {
  const direction = descending ? sql` DESC` : sql``;
  const nulls = nullsFirst === descending ? sql`` : nullsFirst ? sql` NULLS FIRST` : sql` NULLS LAST`;
  return sql`${ident(column)}${direction}${nulls}`;
}

/**
 * Up to which width compressed chunks are merged when they are compressed; segments and order stay as they are (2.14+).
 * The option is an interval for integer time too, whose units are then its microseconds.
 */
export function setMergeInterval(dialect: TimescaleDialect, relation: ColumnstoreRelation, width: Span): Sql {
  const enable = speaksColumnstore(dialect) ? sql`timescaledb.enable_columnstore` : sql`timescaledb.compress`;
  const text = 'units' in width ? `${width.units} microseconds` : spanText(width.seconds);
  return sql`${alter(relation)} SET (${enable} = true, timescaledb.compress_chunk_time_interval = ${literal(text)});`;
}

/** How many dimensions of a hypertable merge compressed chunks up to a width that is no multiple of a chunk's: 1 or 0. */
export function countUnalignedMerges(hypertableId: number): Sql {
  return sql`SELECT count(*) FROM _timescaledb_catalog.dimension WHERE hypertable_id = ${hypertableId} AND compress_interval_length % interval_length <> 0;`;
}

/** Refused while any chunk is compressed. */
export function disableColumnstore(dialect: TimescaleDialect, relation: ColumnstoreRelation): Sql {
  return speaksColumnstore(dialect)
    ? sql`${alter(relation)} SET (timescaledb.enable_columnstore = false);`
    : sql`${alter(relation)} SET (timescaledb.compress = false);`;
}

/** How many policies convert the chunks of a hypertable: one, or none. */
export function countColumnstorePolicies(hypertableId: number): Sql {
  return sql`SELECT count(*) FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression' AND (config->>'hypertable_id')::int = ${hypertableId};`;
}
