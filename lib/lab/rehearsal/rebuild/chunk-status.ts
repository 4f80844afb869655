import type { Row } from '@/lib/collect/snapshot';
import { joined, literal, sql } from '@/lib/sql/statement';
import type { RebuildStatement } from './rebuild-statement';

/** Bits of `chunk.status` that no statement sets as one wants them. */
export const UNORDERED = 2;
export const FROZEN = 4;

/** Marks chunks in the catalog. `what` says which, for the reader. */
export function markChunks(
  chunks: readonly Pick<Row<'chunks'>, 'chunkId'>[],
  status: number,
  what: string,
): RebuildStatement[] {
  if (chunks.length === 0) return [];
  const numbers = joined(
    chunks.map(({ chunkId }) => literal(chunkId)),
    ', ',
  );
  return [
    {
      sql: sql`UPDATE _timescaledb_catalog.chunk SET status = status | ${status} WHERE id IN (${numbers});`,
      what,
    },
  ];
}
