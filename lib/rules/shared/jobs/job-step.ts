import type { Sql } from '@/lib/sql/statement';
import type { Step } from '../../rule';

/** A step that only writes the catalog rows of a background job. */
export function jobStep(sql: Sql): Step {
  return {
    sql,
    transaction: 'any',
    lock: { mode: 'none', on: 'catalog rows of the job', blocks: 'nothing' },
    duration: { seconds: 1, basis: 'writes one catalog row' },
    rewrites: false,
  };
}
