import type { Sql } from '@/lib/sql/statement';
import type { Step } from '../../rule';

/** The answer of rules about who may do what, on the engine that only its own process reaches. */
export const isOurEngine = {
  notApplicable: 'This engine comes with Chunkwise: only its own process reaches it',
};

/** A change of rights or of a definition: one row of a catalog, and no table waits. */
export function catalogStep(sql: Sql, catalog: string): Step {
  return {
    sql,
    transaction: 'any',
    lock: { mode: 'RowExclusive', on: catalog, blocks: 'nothing but the same change' },
    duration: { seconds: 1, basis: 'writes one catalog row' },
    rewrites: false,
  };
}
