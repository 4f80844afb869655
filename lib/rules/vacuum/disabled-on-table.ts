import type { Row } from '@/lib/collect/snapshot';
import { vacuumThresholds } from '@/lib/derive/vacuum-thresholds';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import {
  countStorageOptions,
  resetStorageOption,
  setStorageOption,
  vacuumTables,
} from '@/lib/sql/table-upkeep';
import { defineRule, type Finding } from '../rule';
import { catalogStep, NO_TABLE, NOT_REBUILT, vacuumTableStep } from '../shared/tables/table-steps';

const OPTION = 'autovacuum_enabled';
/** As in `vacuum/queue`: autovacuum would have come long ago. */
const LATE_RATIO = 2;
const LEAST_DEAD_ROWS = 10_000;

export default defineRule({
  meta: {
    id: 'vacuum/disabled-on-table',
    title: 'Autovacuum is off for a table',
    why: 'Nothing vacuums or analyses the table by itself until it is so old that it must be frozen, which then gives way to nobody. It is turned off for a load and easily forgotten.',
    source: 'https://www.postgresql.org/docs/current/sql-createtable.html#RELOPTION-AUTOVACUUM-ENABLED',
    needs: ['tables', 'settings'],
    facts: {
      deadRows: { label: 'Dead rows', source: 'pg_stat_get_dead_tuples' },
      triggerRows: {
        label: 'Dead rows at which autovacuum would set out',
        source: 'pg_settings, pg_class.reloptions',
      },
      tableBytes: { label: 'Size of the table', source: 'pg_class.relpages' },
    },
  },
  check({ tables, settings }) {
    if (tables.length === 0) return NO_TABLE;
    return tables.flatMap((table) => {
      const thresholds = vacuumThresholds(table, settings);
      if (!thresholds || thresholds.isEnabled || table.kind === 'partitioned') return [];
      return [finding(table, thresholds.deadRows)];
    });
  },
});

function finding(table: Row<'tables'>, triggerRows: number): Finding {
  const { schema, name, deadRows, tableBytes, options } = table;
  const isLate = deadRows !== null && deadRows > LATE_RATIO * triggerRows && deadRows > LEAST_DEAD_ROWS;
  const value =
    options.find((option) => option.startsWith(`${OPTION}=`))?.slice(OPTION.length + 1) ?? 'false';
  const lock = {
    mode: 'ShareUpdateExclusive',
    on: `${schema}.${name}`,
    blocks: 'VACUUM and other changes of the table',
  };
  return {
    subject: [schema, name],
    severity: isLate ? 'warning' : 'notice',
    confidence: 'high',
    title: `Let autovacuum come to ${schema}.${name} again`,
    detail: `${OPTION} is ${value} for this table of ${bytes(tableBytes)}. ${
      deadRows === null
        ? 'How many dead rows it holds is not known.'
        : `It holds ${count(deadRows)} dead rows; autovacuum would set out at ${count(Math.round(triggerRows))}.`
    }`,
    facts: { deadRows, triggerRows, tableBytes },
    impact: {
      prevents: 'bloat, old statistics, and a vacuum by force',
      basis: `${OPTION} = ${value}.`,
    },
    advice: {
      steps: [
        catalogStep(resetStorageOption(table, OPTION), lock),
        ...(isLate ? [vacuumTableStep(vacuumTables([table]), tableBytes + table.indexBytes)] : []),
      ],
      undo: [{ sql: setStorageOption(table, OPTION, value) }],
      verify: { sql: countStorageOptions(table, OPTION), expect: '0' },
      role: `owner of ${schema}.${name}`,
      deletesData: false,
      notRehearsable: NOT_REBUILT,
      note: 'If it was turned off on purpose, for a load or because a job vacuums the table, dismiss this with that reason.',
    },
  };
}
