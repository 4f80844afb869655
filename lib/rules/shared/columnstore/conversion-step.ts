import type { Row } from '@/lib/collect/snapshot';
import { count, counted } from '@/lib/format/count';
import { type Conversion, convertChunks } from '@/lib/sql/chunk-conversion';
import type { TimescaleDialect } from '@/lib/sql/columnstore';
import type { Lock, Step } from '../../rule';

/** Names of more chunks than these nobody reads, and one run is to end in reasonable time. */
const MOST_CHUNKS = 50;
/** Measured with the embedded engine: 25 MB a second of rows, sorted and compressed by one core. */
const BYTES_PER_SECOND = 20_000_000;
/** Until then recompressing keeps writers out all the while, or decompresses the chunk first. */
const RECOMPRESSES_BESIDE_WRITERS_SINCE = 2_019_000;

/** The chunks that one run takes, the oldest first. */
export function chunksOfOneRun(chunks: readonly Row<'chunks'>[]): readonly Row<'chunks'>[] {
  return [...chunks].sort((a, b) => (a.rangeEndUnits ?? 0) - (b.rangeEndUnits ?? 0)).slice(0, MOST_CHUNKS);
}

/** Converts chunks, one after the other. Give it what `chunksOfOneRun` answers. */
export function conversionStep(
  timescale: TimescaleDialect,
  to: Exclude<Conversion, 'rowstore'>,
  chunks: readonly Row<'chunks'>[],
): Step {
  const bytes = rowsBytes(chunks);
  return {
    sql: convertChunks(timescale, to, chunks),
    transaction: chunks.length > 1 || timescale.versionNumber < 2_014_000 ? 'none' : 'own',
    lock: lockOf(timescale, to, chunks),
    duration: {
      seconds: Math.max(1, Math.ceil(bytes / BYTES_PER_SECOND)),
      basis: `${counted(chunks.length, 'chunk')} with ${count(bytes)} bytes of rows at ${BYTES_PER_SECOND / 1_000_000} MB a second, sorted and compressed; waiting for locks not counted`,
    },
    rewrites: true,
  };
}

/** What the chunks take as rows: what is in the row store, and what the columnstore took in. */
function rowsBytes(chunks: readonly Row<'chunks'>[]): number {
  return chunks.reduce(
    (sum, { rowTotalBytes, beforeBytes, columnTotalBytes }) =>
      sum + (rowTotalBytes ?? 0) + (beforeBytes ?? columnTotalBytes ?? 0),
    0,
  );
}

/** Measured on 2.23: unordered chunks are written anew, partial ones segment by segment. */
function lockOf({ versionNumber }: TimescaleDialect, to: Conversion, chunks: readonly Row<'chunks'>[]): Lock {
  const on = chunks.length === 1 ? 'the chunk' : 'one chunk after the other';
  const isBesideWriters =
    to === 'recompressed' &&
    versionNumber >= RECOMPRESSES_BESIDE_WRITERS_SINCE &&
    chunks.every(({ isUnordered }) => !isUnordered);
  return isBesideWriters
    ? {
        mode: 'Exclusive',
        on,
        blocks: 'writes to the chunk at the very end, and only if nobody writes then; before that nothing',
      }
    : {
        mode: 'AccessExclusive',
        on,
        blocks: 'writes to the chunk that is being converted, and for a moment at the end its reads too',
      };
}
