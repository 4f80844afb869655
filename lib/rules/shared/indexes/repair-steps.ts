import { dropIndex, rebuildIndex } from '@/lib/sql/index-repair';
import type { Step } from '../../rule';
import { besideWriters, buildDuration } from './index-steps';

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
  return {
    sql: rebuildIndex(index, concurrently),
    transaction: concurrently ? 'none' : 'own',
    lock: concurrently ? besideWriters(on) : { mode: 'Share', on, blocks: 'writes to it' },
    ...(heapBytes !== null && { duration: buildDuration(heapBytes, concurrently) }),
    rewrites: false,
  };
}
