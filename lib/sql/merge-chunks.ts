import type { RelationName, TimescaleDialect } from './columnstore';
import { joined, literal, qualified, type Sql, sql } from './statement';

/** Merging came with 2.18. */
export const canMergeChunks = ({ versionNumber }: TimescaleDialect) => versionNumber >= 2_018_000;
/** Compressed chunks since 2.19; until 2.26.4 it could damage those with different settings (issue 9655). */
export const canMergeCompressedChunks = ({ versionNumber }: TimescaleDialect) => versionNumber >= 2_026_004;

/** Makes one chunk of neighbours that leave no gap between them. AccessExclusive on each; their rows are rewritten. */
export function mergeChunks(chunks: readonly RelationName[]): Sql {
  return sql`CALL merge_chunks(${names(chunks)}::regclass[]);`;
}

/** How many of these chunks are there. */
export function countChunksOf(chunks: readonly RelationName[]): Sql {
  return sql`SELECT count(to_regclass(name)) FROM unnest(${names(chunks)}) AS name;`;
}

const names = (chunks: readonly RelationName[]): Sql =>
  sql`ARRAY[${joined(
    chunks.map(({ schema, name }) => literal(qualified(schema, name))),
    ', ',
  )}]`;
