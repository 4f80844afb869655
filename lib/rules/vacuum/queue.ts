import { NO_STATISTICS } from '@/lib/collect/collector';
import type { Row } from '@/lib/collect/snapshot';
import { vacuumThresholds } from '@/lib/derive/vacuum-thresholds';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { countDeadRows } from '@/lib/sql/chunk-upkeep';
import { vacuumTables } from '@/lib/sql/table-upkeep';
import { defineRule, type Finding, type RuleContext, type Trends } from '../rule';
import { byRoot, type TableGroup } from '../shared/tables/by-root';
import { tooYoung } from '../shared/tables/statistics-age';
import { maintainer, NO_TABLE, NOT_REBUILT, vacuumTableStep } from '../shared/tables/table-steps';

/** Twice what makes autovacuum set out: it is late (operations reference, autovac.queue; the mixin's alert). */
const LATE_RATIO = 2;
/** What waits for a day does not come to it by itself (operations reference, autovac.queue). */
const CRITICAL_HOURS = 24;
/** Fewer are cleaned up at any time (awesome-prometheus-alerts: dead tuples). */
const LEAST_DEAD_ROWS = 10_000;
/** More than these nobody runs by hand; the next snapshot names the next ones. */
const MOST_TABLES = 20;

interface Late {
  readonly table: Row<'tables'>;
  readonly deadRows: number;
  readonly trigger: number;
}

export default defineRule({
  meta: {
    id: 'vacuum/queue',
    title: 'Tables wait for a vacuum that should have come',
    why: 'Rows that were updated or deleted stay until VACUUM: every scan reads them, and their room is not used again. A table at twice its threshold waits for a worker, is held up by an old transaction, or is vacuumed more slowly than it is written.',
    source: 'https://www.postgresql.org/docs/current/routine-vacuuming.html#AUTOVACUUM',
    needs: ['tables', 'settings'],
    wants: ['checkpoints', 'databaseCounters', 'horizonHolders', 'vacuums'],
    // The mixin waits ten hours; an hour is several rounds of autovacuum.
    trends: [{ metric: 'tableDeadRows', hours: CRITICAL_HOURS }],
    timing: {
      warning: { forSeconds: 3_600, clearSeconds: 600 },
      critical: { forSeconds: 0, clearSeconds: 600 },
    },
    facts: {
      deadRows: { label: 'Dead rows', source: 'pg_stat_get_dead_tuples' },
      triggerRows: {
        label: 'Dead rows at which autovacuum sets out',
        source: 'pg_settings, pg_class.reloptions',
      },
      liveRows: { label: 'Live rows', source: 'pg_class.reltuples' },
      lateTables: { label: 'Tables or partitions that wait', source: 'pg_class' },
      dayLeastDeadRows: { label: 'Dead rows, the least within a day', source: 'history: tableDeadRows' },
      tableBytes: { label: 'What they take', source: 'pg_class.relpages' },
    },
  },
  check({ tables, settings, checkpoints, databaseCounters, horizonHolders, vacuums }, context) {
    if (context.server.engine === 'embedded') return { notApplicable: NO_STATISTICS.unavailable };
    if (tables.length === 0) return NO_TABLE;
    const late = new Map(
      tables.flatMap((table) => {
        const found = lateOf(table, settings);
        return found ? [[table.relationOid, found] as const] : [];
      }),
    );
    if (late.size === 0) return tooYoung({ checkpoints, databaseCounters }, context.nowMs) ?? [];
    const members = [...late.values()].map(({ table }) => table);
    return byRoot(members, tables).map((group) =>
      finding(group, late, causes(group, { horizonHolders, vacuums }), context),
    );
  },
});

/** Where autovacuum is off for the table, `vacuum/disabled-on-table` speaks. */
function lateOf(table: Row<'tables'>, settings: readonly Row<'settings'>[]): Late | null {
  const thresholds = vacuumThresholds(table, settings);
  if (table.deadRows === null || thresholds === null || !thresholds.isEnabled) return null;
  const trigger = thresholds.deadRows;
  return table.deadRows > LATE_RATIO * trigger && table.deadRows > LEAST_DEAD_ROWS
    ? { table, deadRows: table.deadRows, trigger }
    : null;
}

interface Circumstances {
  readonly horizonHolders: readonly Row<'horizonHolders'>[] | null;
  readonly vacuums: readonly Row<'vacuums'>[] | null;
}

/** What else is known of why it waits; begins with a space, or is empty. */
function causes({ members }: TableGroup, { horizonHolders, vacuums }: Circumstances): string {
  const oids = new Set(members.map(({ relationOid }) => relationOid));
  const running = (vacuums ?? []).filter(({ relationOid }) => oids.has(relationOid)).length;
  const [oldest] = (horizonHolders ?? []).filter(
    ({ concernsThisDatabase, holds }) => concernsThisDatabase && holds === 'tables',
  );
  return [
    ...(running > 0 ? [` ${counted(running, 'VACUUM')} of it is under way.`] : []),
    ...(oldest
      ? [
          ` Rows that died within the last ${counted(oldest.xidAge, 'transaction')} cannot be removed yet: ${holderText(oldest)} may still see them.`,
        ]
      : []),
  ].join('');
}

const holderText = ({ kind, name, pid }: Row<'horizonHolders'>) =>
  kind === 'session'
    ? `session ${pid}${name ? ` (${name})` : ''}`
    : `the ${kind.replace('-', ' ')} ${name ?? ''}`.trim();

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function finding(
  { root, members }: TableGroup,
  late: ReadonlyMap<number, Late>,
  cause: string,
  { server, trends }: RuleContext,
): Finding {
  const own = members
    .flatMap(({ relationOid }) => late.get(relationOid) ?? [])
    .sort((a, b) => b.deadRows - a.deadRows);
  const taken = own.slice(0, MOST_TABLES).map(({ table }) => table);
  const [deadRows, triggerRows] = [
    sum(own.map((each) => each.deadRows)),
    sum(own.map(({ trigger }) => trigger)),
  ];
  const liveRows = sum(members.map(({ estimatedRows }) => estimatedRows ?? 0));
  const tableBytes = sum(members.map((table) => table.tableBytes));
  const name = `${root.schema}.${root.name}`;
  const what = root === members[0] ? name : `${counted(own.length, 'partition')} of ${name}`;
  const takenBytes = sum(taken.map((table) => table.tableBytes + table.indexBytes));
  // The least of their triggers: what holds for it holds for all.
  const calm = Math.floor(
    LATE_RATIO * Math.max(LEAST_DEAD_ROWS / LATE_RATIO, Math.min(...own.map(({ trigger }) => trigger))),
  );
  const more = own.length - taken.length;
  const dayLeastDeadRows = root === members[0] ? leastOfDay(root, trends) : null;
  const waitsForADay = (dayLeastDeadRows ?? 0) > Math.max(LEAST_DEAD_ROWS, LATE_RATIO * triggerRows);
  return {
    subject: [root.schema, root.name],
    severity: waitsForADay ? 'critical' : 'warning',
    // Counters of dead rows are estimates.
    confidence: 'medium',
    title: `Vacuum ${what}`,
    detail: `${count(deadRows)} dead rows wait beside ${count(liveRows)} live ones in ${bytes(tableBytes)}; autovacuum sets out at ${count(Math.round(triggerRows))}.${
      waitsForADay ? ' It has waited so for a day.' : ''
    }${cause}`,
    facts: { deadRows, triggerRows, liveRows, lateTables: own.length, dayLeastDeadRows, tableBytes },
    impact: {
      prevents: 'scans that read rows which nobody sees, and a table that grows',
      basis: `${count(deadRows)} of ${count(deadRows + liveRows)} rows are dead. VACUUM makes their room usable again; the files stay as large as they are.`,
    },
    advice: {
      steps: [vacuumTableStep(vacuumTables(taken), takenBytes)],
      undo: { impossible: 'Not needed: what it removes no transaction sees any more.' },
      verify: {
        sql: countDeadRows(taken, calm),
        expect:
          '0 — a second after it ended; where it is not, an older transaction or slot still needs the rows',
      },
      role: maintainer(server, name),
      deletesData: false,
      notRehearsable: NOT_REBUILT,
      note: `Look also at why it was late: workers that are all busy, autovacuum_vacuum_cost_limit, a long transaction. For a table that is written all the time a lower autovacuum_vacuum_scale_factor of its own makes it come earlier.${more > 0 ? ` ${counted(more, 'more partition follows', 'more partitions follow')} in the next snapshot.` : ''}`,
    },
  };
}

/** Of one table; of partitions only their sum is kept, which does not tell that the same ones waited. */
function leastOfDay({ schema, name }: Row<'tables'>, trends: Trends): number | null {
  const day = trends('tableDeadRows', [schema, name], CRITICAL_HOURS);
  return 'notRun' in day ? null : day.least;
}
