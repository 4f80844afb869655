import type { ServerFacts } from '@/lib/db/server';
import { count } from '@/lib/format/count';
import type { Sql } from '@/lib/sql/statement';
import type { Lock, Step } from '../../rule';

/** As measured for builds of indexes halved, because VACUUM writes as well. */
const VACUUM_BYTES_PER_SECOND = 25_000_000;
/** A rewrite reads, writes and builds the indexes anew. */
const REWRITE_BYTES_PER_SECOND = 20_000_000;

export const NO_TABLE = { notApplicable: 'There is no ordinary table' };

/** Why a sandbox cannot try an advice about ordinary tables. */
export const NOT_REBUILT = 'A sandbox rebuilds hypertables; ordinary tables it does not know.';

/** Who may VACUUM or ANALYZE: from 17 it can be granted. */
export function maintainer({ major }: ServerFacts, names: string): string {
  return major >= 17 ? `owner of ${names}, or who was granted MAINTAIN on it` : `owner of ${names}`;
}

export function vacuumTableStep(statement: Sql, readBytes: number): Step {
  return {
    sql: statement,
    transaction: 'none',
    lock: {
      mode: 'ShareUpdateExclusive',
      on: 'one table after the other',
      blocks: 'changes of the table and other VACUUMs; reads and writes go on',
    },
    duration: {
      seconds: Math.max(1, Math.ceil(readBytes / VACUUM_BYTES_PER_SECOND)),
      basis: `${count(readBytes)} bytes of tables and indexes ÷ 25 MB a second, an estimate`,
    },
    rewrites: false,
  };
}

export function analyzeStep(statement: Sql, tables: number): Step {
  return {
    sql: statement,
    transaction: 'any',
    lock: {
      mode: 'ShareUpdateExclusive',
      on: 'one table after the other',
      blocks: 'changes of the table and VACUUM; reads and writes go on',
    },
    duration: {
      seconds: Math.max(1, tables * 5),
      basis: 'a sample of 30,000 rows of each table by default, some seconds where it lies on disk',
    },
    rewrites: false,
  };
}

/** Writes the table anew: nothing else gets at it until it is done. */
export function rewriteStep(
  statement: Sql,
  on: string,
  bytes: number,
  transaction: Step['transaction'],
): Step {
  return {
    sql: statement,
    transaction,
    lock: { mode: 'AccessExclusive', on, blocks: 'everything, reads too, until it is done' },
    duration: {
      seconds: Math.max(1, Math.ceil(bytes / REWRITE_BYTES_PER_SECOND)),
      basis: `${count(bytes)} bytes ÷ 20 MB a second, an estimate`,
    },
    rewrites: true,
  };
}

/** Changes catalog rows only. */
export function catalogStep(statement: Sql, lock: Lock): Step {
  return {
    sql: statement,
    transaction: 'any',
    lock,
    duration: { seconds: 1, basis: 'catalog rows only, once it has the lock' },
    rewrites: false,
  };
}
