import { type Span, spanLiteral } from './span';
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

export interface ColumnOrder {
  readonly column: string;
  readonly descending: boolean;
}

/** Turns columnstore on, or changes its settings for chunks that are converted from now on. AccessExclusive on the hypertable, briefly. */
export function enableColumnstore(
  dialect: TimescaleDialect,
  { schema, name }: RelationName,
  segmentBy: readonly string[],
  orderBy: readonly ColumnOrder[],
): Sql {
  const segments = literal(joined(segmentBy.map(ident), ', '));
  const order = literal(
    joined(
      orderBy.map(({ column, descending }) =>
        descending ? sql`${ident(column)} DESC` : sql`${ident(column)}`,
      ),
      ', ',
    ),
  );
  return speaksColumnstore(dialect)
    ? sql`ALTER TABLE ${qualified(schema, name)} SET (timescaledb.enable_columnstore = true, timescaledb.segmentby = ${segments}, timescaledb.orderby = ${order});`
    : sql`ALTER TABLE ${qualified(schema, name)} SET (timescaledb.compress, timescaledb.compress_segmentby = ${segments}, timescaledb.compress_orderby = ${order});`;
}

/** Refused while any chunk is compressed. */
export function disableColumnstore(dialect: TimescaleDialect, { schema, name }: RelationName): Sql {
  return speaksColumnstore(dialect)
    ? sql`ALTER TABLE ${qualified(schema, name)} SET (timescaledb.enable_columnstore = false);`
    : sql`ALTER TABLE ${qualified(schema, name)} SET (timescaledb.compress = false);`;
}

/** Compresses one chunk, or takes the rows that were written to it since into its compressed part. */
export function convertToColumnstore(dialect: TimescaleDialect, chunk: RelationName): Sql {
  return speaksColumnstore(dialect)
    ? sql`CALL convert_to_columnstore(${regclass(chunk.schema, chunk.name)});`
    : sql`SELECT compress_chunk(${regclass(chunk.schema, chunk.name)}, if_not_compressed => true);`;
}

export function convertToRowstore(dialect: TimescaleDialect, chunk: RelationName): Sql {
  return speaksColumnstore(dialect)
    ? sql`CALL convert_to_rowstore(${regclass(chunk.schema, chunk.name)});`
    : sql`SELECT decompress_chunk(${regclass(chunk.schema, chunk.name)}, if_compressed => true);`;
}
