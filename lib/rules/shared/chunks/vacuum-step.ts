import { count } from '@/lib/format/count';
import type { Sql } from '@/lib/sql/statement';
import type { Step } from '../../rule';

/** Slower than a build reads, because it writes as well; measured builds read 50 MB a second. */
const BYTES_PER_SECOND = 25_000_000;

/** A VACUUM of chunks one after the other. `what` are the bytes that it reads, as words. */
export function vacuumStep(statement: Sql, bytes: number, what: string, more = ''): Step {
  return {
    sql: statement,
    transaction: 'none',
    lock: {
      mode: 'ShareUpdateExclusive',
      on: 'one chunk after the other',
      blocks: 'changes of the chunk and other VACUUMs; reads and writes go on',
    },
    duration: {
      seconds: Math.max(1, Math.ceil(bytes / BYTES_PER_SECOND)),
      basis: `${count(bytes)} bytes of ${what} ÷ 25 MB a second, half of what a build of an index read as measured${more}`,
    },
    rewrites: false,
  };
}
