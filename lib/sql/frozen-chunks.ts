import type { RelationName, TimescaleDialect } from './columnstore';
import { joined, regclass, type Sql, sql } from './statement';

/** Makes chunks refuse inserts and their policies pass them over. */
export function freezeChunks(dialect: TimescaleDialect, chunks: readonly RelationName[]): Sql {
  return sql`SELECT ${functions(dialect)}.freeze_chunk(chunk) FROM ${unnested(chunks)} AS chunk;`;
}

export function unfreezeChunks(dialect: TimescaleDialect, chunks: readonly RelationName[]): Sql {
  return sql`SELECT ${functions(dialect)}.unfreeze_chunk(chunk) FROM ${unnested(chunks)} AS chunk;`;
}

/** The internal functions moved in 2.12. */
const functions = ({ versionNumber }: TimescaleDialect): Sql =>
  versionNumber >= 2_012_000 ? sql`_timescaledb_functions` : sql`_timescaledb_internal`;

const unnested = (chunks: readonly RelationName[]): Sql =>
  sql`unnest(ARRAY[${joined(
    chunks.map(({ schema, name }) => regclass(schema, name)),
    ', ',
  )}]::regclass[])`;
