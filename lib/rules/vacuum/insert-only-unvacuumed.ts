import { NO_STATISTICS } from '@/lib/collect/collector';
import type { Row } from '@/lib/collect/snapshot';
import { type VacuumThresholds, vacuumThresholds } from '@/lib/derive/vacuum-thresholds';
import { count, counted } from '@/lib/format/count';
import { countInsertedSince, vacuumTables } from '@/lib/sql/table-upkeep';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { byRoot, type TableGroup } from '../shared/tables/by-root';
import { tooYoung } from '../shared/tables/statistics-age';
import { maintainer, NO_TABLE, NOT_REBUILT, vacuumTableStep } from '../shared/tables/table-steps';

/** Ten times what makes autovacuum come: it does not (operations reference, vacuum.insert_only). */
const LATE_RATIO = 10;
/** autovacuum_vacuum_insert_threshold and its scale factor as PostgreSQL ships them, where a table has turned them off. */
const SHIPPED = { threshold: 1_000, scaleFactor: 0.2 };
/** More than these nobody runs by hand. */
const MOST_TABLES = 20;

type Table = Row<'tables'>;

export default defineRule({
  meta: {
    id: 'vacuum/insert-only-unvacuumed',
    title: 'Tables that only grow are not vacuumed',
    why: 'Without VACUUM no page is marked as visible to all: index-only scans read the table all the same. Nothing is frozen either, until one day the whole table is due at once.',
    source: 'https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-VISIBILITY-MAP',
    needs: ['tables', 'settings'],
    wants: ['checkpoints', 'databaseCounters'],
    facts: {
      insertedRows: { label: 'Rows inserted since the last VACUUM', source: 'pg_stat_get_ins_since_vacuum' },
      triggerRows: {
        label: 'Inserts at which autovacuum sets out',
        source: 'pg_settings, pg_class.reloptions',
      },
      lateTables: { label: 'Tables or partitions', source: 'pg_class' },
    },
  },
  check({ tables, settings, checkpoints, databaseCounters }, context) {
    if (context.server.engine === 'embedded') return { notApplicable: NO_STATISTICS.unavailable };
    if (tables.length === 0) return NO_TABLE;
    const triggers = new Map(
      tables.flatMap((table) => {
        const thresholds = vacuumThresholds(table, settings);
        return thresholds ? [[table.relationOid, triggerOf(table, thresholds)] as const] : [];
      }),
    );
    const late = tables.filter(
      ({ relationOid, insertedSinceVacuum }) =>
        (insertedSinceVacuum ?? 0) > LATE_RATIO * (triggers.get(relationOid) ?? Number.POSITIVE_INFINITY),
    );
    if (late.length === 0) return tooYoung({ checkpoints, databaseCounters }, context.nowMs) ?? [];
    return byRoot(late, tables).map((group) => finding(group, triggers, context));
  },
});

const triggerOf = ({ estimatedRows }: Table, { insertedRows }: VacuumThresholds) =>
  insertedRows ?? SHIPPED.threshold + SHIPPED.scaleFactor * (estimatedRows ?? 0);

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function finding(
  { root, members }: TableGroup,
  triggers: ReadonlyMap<number, number>,
  { server }: RuleContext,
): Finding {
  const taken = [...members]
    .sort((a, b) => (b.insertedSinceVacuum ?? 0) - (a.insertedSinceVacuum ?? 0))
    .slice(0, MOST_TABLES);
  const insertedRows = sum(members.map(({ insertedSinceVacuum }) => insertedSinceVacuum ?? 0));
  const own = members.map(({ relationOid }) => triggers.get(relationOid) ?? 0);
  const name = `${root.schema}.${root.name}`;
  return {
    subject: [root.schema, root.name],
    severity: 'notice',
    confidence: 'medium',
    title: `Vacuum ${root === members[0] ? name : `${counted(members.length, 'partition')} of ${name}`}, which only grows`,
    detail: `${count(insertedRows)} rows were inserted since the last VACUUM; inserts make autovacuum come at ${count(Math.round(sum(own)))}. It is off for the table, inserts are kept out of account, or no worker is left.`,
    facts: { insertedRows, triggerRows: sum(own), lateTables: members.length },
    impact: {
      prevents: 'index-only scans that read the table, and a table that is frozen all at once',
      basis: `${count(insertedRows)} rows are neither marked as visible to all nor frozen.`,
    },
    advice: {
      steps: [
        vacuumTableStep(vacuumTables(taken), sum(taken.map((table) => table.tableBytes + table.indexBytes))),
      ],
      undo: { impossible: 'Not needed: it marks rows as visible to all, which they are.' },
      verify: { sql: countInsertedSince(taken, Math.floor(LATE_RATIO * Math.min(...own))), expect: '0' },
      role: maintainer(server, name),
      deletesData: false,
      notRehearsable: NOT_REBUILT,
    },
  };
}
