import { dropIndex, rebuildIndex } from '@/lib/sql/index-repair';
import type { Lock, Step } from '../../rule';
import { BUILD_BYTES_PER_SECOND } from './index-steps';

/** An index of an ordinary table, a partition or a chunk. */
interface Broken {
  readonly schema: string;
  readonly name: string;
  /** As people know the table. */
  readonly on: string;
  /** What a build reads; null when not known. */
  readonly heapBytes: number | null;
}

/** What REINDEX CONCURRENTLY calls the index that it builds, and the one that it replaced. */
export const isRebuildLeftover = (name: string): boolean => /_cc(new|old)\d*$/.test(name);

const besideWriters = (on: string): Lock => ({
  mode: 'ShareUpdateExclusive',
  on,
  blocks: 'other builds and VACUUM of the table; reads and writes go on',
});

export function dropBrokenStep(index: Broken, concurrently: boolean): Step {
  return {
    sql: dropIndex(index, concurrently),
    transaction: concurrently ? 'none' : 'own',
    lock: concurrently
      ? besideWriters(index.on)
      : {
          mode: 'AccessExclusive',
          on: index.on,
          blocks: 'reads and writes of it, for a moment',
        },
    duration: { seconds: 1, basis: 'catalog rows and files to unlink; waiting for transactions not counted' },
    rewrites: false,
  };
}

export function rebuildStep(index: Broken, concurrently: boolean): Step {
  const { on, heapBytes } = index;
  // A concurrent build reads the rows twice.
  const read = (heapBytes ?? 0) * (concurrently ? 2 : 1);
  return {
    sql: rebuildIndex(index, concurrently),
    transaction: concurrently ? 'none' : 'own',
    lock: concurrently ? besideWriters(on) : { mode: 'Share', on, blocks: 'writes to it' },
    ...(heapBytes !== null && {
      duration: {
        seconds: Math.max(1, Math.ceil(read / BUILD_BYTES_PER_SECOND)),
        basis: `${heapBytes} bytes of rows, read ${concurrently ? 'twice' : 'once'} at 50 MB a second, as measured on two processors; waiting for older transactions not counted`,
      },
    }),
    rewrites: false,
  };
}
