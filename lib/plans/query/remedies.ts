import type { Advice, Lock, Step } from '@/lib/rules/rule';
import { statisticsName } from '@/lib/sql/object-name';
import { resetInSession, setInSession } from '@/lib/sql/session-setting';
import { showSetting } from '@/lib/sql/setting';
import {
  countStatistics,
  createStatistics,
  dropStatistics,
  hasStatistics,
  visibleRatioAbove,
} from '@/lib/sql/statistics';
import { analyzeTables, vacuumTables } from '@/lib/sql/table-upkeep';
import type { KnownTable } from './table-of-node';

const NO_LOCK = { mode: 'none', on: 'nothing', blocks: 'nothing' } as const;

/** A setting for the session that runs the statement, and for no other. */
export function sessionAdvice(name: string, value: string, worsens: string): Advice {
  return {
    steps: [{ sql: setInSession(name, value), transaction: 'any', lock: NO_LOCK, rewrites: false }],
    undo: [{ sql: resetInSession(name) }],
    verify: { sql: showSetting(name), expect: value },
    worsens,
    role: 'who runs the statement',
    deletesData: false,
    note: 'It counts for the session that runs it; run it before the statement, or with SET LOCAL in its transaction. Then explain the statement again.',
    notRehearsable: 'It changes a session, not the database.',
  };
}

/** Fresh statistics of a table. */
export function analyzeAdvice({ schema, name }: KnownTable): Advice {
  return {
    steps: [analyzeStep(schema, name)],
    undo: { impossible: 'Statistics are replaced; autovacuum would have done the same, later.' },
    verify: { sql: hasStatistics(schema, name), expect: 'true — for a role that may read the table' },
    worsens: 'Plans of other statements on this table may change as well.',
    role: ownerOf(schema, name),
    deletesData: false,
  };
}

/** Statistics of what columns have to do with each other, filled at once. */
export function extendedStatisticsAdvice({ schema, name }: KnownTable, columns: readonly string[]): Advice {
  const statistics = { schema, table: name, name: statisticsName(name, columns), columns };
  return {
    precheck: { sql: countStatistics(statistics), expect: '0 — there are none of that name yet' },
    steps: [
      {
        sql: createStatistics(statistics),
        transaction: 'any',
        lock: maintenanceLock(schema, name),
        rewrites: false,
      },
      analyzeStep(schema, name),
    ],
    undo: [{ sql: dropStatistics(statistics) }],
    verify: { sql: countStatistics(statistics), expect: '1' },
    worsens: 'Each ANALYZE of the table takes longer.',
    role: ownerOf(schema, name),
    deletesData: false,
  };
}

const maintenanceLock = (schema: string, name: string): Lock => ({
  mode: 'ShareUpdateExclusive',
  on: `${schema}.${name}`,
  blocks: 'VACUUM, ANALYZE and changes of the table',
});

function analyzeStep(schema: string, name: string): Step {
  return {
    sql: analyzeTables([{ schema, name }]),
    transaction: 'any',
    lock: maintenanceLock(schema, name),
    rewrites: false,
  };
}

/** The share of pages that a VACUUM of a table at rest leaves marked as all-visible. */
const VISIBLE_PERCENT = 90;

export function vacuumAdvice({ schema, name }: KnownTable): Advice {
  return {
    steps: [
      {
        sql: vacuumTables([{ schema, name }]),
        transaction: 'none',
        lock: maintenanceLock(schema, name),
        rewrites: false,
      },
    ],
    undo: { impossible: 'There is nothing to undo: it changes no rows.' },
    verify: {
      sql: visibleRatioAbove(schema, name, VISIBLE_PERCENT),
      expect: 'true — as long as no transaction is older than the changes',
    },
    worsens: 'It reads the table once.',
    role: ownerOf(schema, name),
    deletesData: false,
    note: 'Where pages lose the mark soon again, let autovacuum come more often: autovacuum_vacuum_scale_factor and, from 13, autovacuum_vacuum_insert_scale_factor of the table.',
  };
}

const ownerOf = (schema: string, name: string) => `owner of ${schema}.${name}`;
