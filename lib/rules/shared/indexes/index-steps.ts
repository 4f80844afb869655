import type { Row } from '@/lib/collect/snapshot';
import { count } from '@/lib/format/count';
import type { RelationName } from '@/lib/sql/columnstore';
import {
  type ChunkBuild,
  canBuildApart,
  createHypertableIndex,
  dropHypertableIndex,
  type IndexDefinition,
  replaceHypertableIndex,
} from '@/lib/sql/hypertable-index';
import type { Lock, RuleContext, Step } from '../../rule';

/** Measured on 2.28.3 and two processors: a B-tree of a text and a time over 447 MB of rows took 9.2 s. */
const BUILD_BYTES_PER_SECOND = 50_000_000;

/** What the row parts of chunks hold, which is what building an index on them reads. */
export const heapBytes = (chunks: readonly Row<'chunks'>[]): number =>
  chunks.reduce((sum, { rowHeapBytes }) => sum + (rowHeapBytes ?? 0), 0);

/** Of what CONCURRENTLY does to an index of an ordinary table. */
export const besideWriters = (on: string): Lock => ({
  mode: 'ShareUpdateExclusive',
  on,
  blocks: 'other builds and VACUUM of the table; reads and writes go on',
});

/** Of building an index of an ordinary table; a concurrent build reads the rows twice. */
export function buildDuration(heapBytes: number, concurrently: boolean): NonNullable<Step['duration']> {
  return {
    seconds: Math.max(1, Math.ceil(((concurrently ? 2 : 1) * heapBytes) / BUILD_BYTES_PER_SECOND)),
    basis: `${count(heapBytes)} bytes of rows, read ${concurrently ? 'twice' : 'once'} at 50 MB a second, as measured on two processors; waiting for older transactions not counted`,
  };
}

/** The embedded engine breaks at a transaction per chunk (XX000). */
export const buildFor = (index: IndexDefinition, { engine }: RuleContext['server']): ChunkBuild =>
  engine === 'server' && canBuildApart(index) ? 'apart' : 'together';

/** Drops an index of a hypertable, from its chunks too. */
export function dropIndexStep({ schema, name }: RelationName): Step {
  return {
    sql: dropHypertableIndex(schema, name),
    transaction: 'own',
    lock: {
      mode: 'AccessExclusive',
      on: 'the hypertable and its chunks',
      blocks: 'reads and writes, for a moment',
    },
    duration: { seconds: 1, basis: 'catalog rows, and files to unlink; waiting for the lock not counted' },
    rewrites: false,
  };
}

/**
 * Drops indexes of a hypertable and builds one of them anew. A unique one in one transaction, because the build may
 * fail; others apart from the dropping, so that reads do not wait for the build.
 */
export function rebuildIndexSteps(
  dropped: readonly RelationName[],
  hypertable: RelationName,
  index: IndexDefinition,
  build: ChunkBuild,
  rowHeapBytes: number | null,
): Step[] {
  const built = buildIndexStep(hypertable, index, build, rowHeapBytes);
  if (!index.isUnique) return [...dropped.map(dropIndexStep), built];
  return [
    {
      ...built,
      sql: replaceHypertableIndex(dropped, hypertable, index),
      // It begins and ends one itself.
      transaction: 'none',
      lock: {
        mode: 'AccessExclusive',
        on: 'the hypertable and all of its chunks until the end',
        blocks: 'reads and writes of the hypertable',
      },
    },
  ];
}

/** Builds an index of a hypertable on all of its chunks; without a duration where the chunks were not read. */
export function buildIndexStep(
  hypertable: RelationName,
  index: IndexDefinition,
  build: ChunkBuild,
  rowHeapBytes: number | null,
): Step {
  return {
    sql: createHypertableIndex(hypertable, index, build),
    transaction: build === 'apart' ? 'none' : 'own',
    lock:
      build === 'apart'
        ? {
            mode: 'Share',
            on: 'the hypertable for a moment, then each chunk while it is indexed',
            blocks: 'writes to it',
          }
        : {
            mode: 'Share',
            on: 'the hypertable and all of its chunks until the end',
            blocks: 'every write to the hypertable',
          },
    ...(rowHeapBytes !== null && {
      duration: {
        seconds: Math.max(1, Math.ceil(rowHeapBytes / BUILD_BYTES_PER_SECOND)),
        basis: `${count(rowHeapBytes)} bytes of rows ÷ 50 MB a second, as measured on two processors with 2.28`,
      },
    }),
    rewrites: false,
  };
}
