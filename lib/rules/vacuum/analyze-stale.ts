import { NO_STATISTICS } from '@/lib/collect/collector';
import type { Row } from '@/lib/collect/snapshot';
import { secondsSince } from '@/lib/derive/seconds-since';
import { vacuumThresholds } from '@/lib/derive/vacuum-thresholds';
import { count, counted } from '@/lib/format/count';
import { analyzeParent, analyzeTables, countModifiedSince, isAnalyzed } from '@/lib/sql/table-upkeep';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { byRoot, type TableGroup } from '../shared/tables/by-root';
import { tooYoung } from '../shared/tables/statistics-age';
import { analyzeStep, maintainer, NO_TABLE, NOT_REBUILT } from '../shared/tables/table-steps';

/** Twice what makes autovacuum analyse: it is late, as in `vacuum/queue`. */
const LATE_RATIO = 2;
/** Plans for small tables hardly depend on it. */
const LEAST_ROWS = 10_000;
const MOST_TABLES = 20;
/** Autovacuum looks at a database once a minute (autovacuum_naptime): what was analysed so lately has not had its turn. */
const GRACE_SECONDS = 600;

type Table = Row<'tables'>;

export default defineRule({
  meta: {
    id: 'vacuum/analyze-stale',
    title: 'The planner’s statistics are old',
    why: 'The planner chooses by what ANALYZE last saw. After large changes it expects the wrong number of rows, and takes the wrong index or join. Partitioned tables as a whole are never analysed by autovacuum.',
    source: 'https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-STATISTICS',
    needs: ['tables', 'settings'],
    wants: ['checkpoints', 'databaseCounters'],
    timing: { warning: { forSeconds: 3_600, clearSeconds: 600 } },
    facts: {
      changedRows: { label: 'Rows changed since the last ANALYZE', source: 'pg_stat_get_mod_since_analyze' },
      rows: { label: 'Rows as the planner knows them', source: 'pg_class.reltuples' },
      staleTables: { label: 'Tables or partitions', source: 'pg_class' },
    },
  },
  check({ tables, settings, checkpoints, databaseCounters }, context) {
    if (context.server.engine === 'embedded') return { notApplicable: NO_STATISTICS.unavailable };
    if (tables.length === 0) return NO_TABLE;
    const stale = tables.filter(
      (table) => table.kind !== 'partitioned' && isStale(table, settings, context.nowMs),
    );
    const groups = byRoot(stale, tables);
    const told = new Set(groups.map(({ root }) => root.relationOid));
    const found = [
      ...groups.map((group) => staleFinding(group, settings, context)),
      ...neverAnalyzed(tables, context)
        .filter(({ root }) => !told.has(root.relationOid))
        .map(({ root, rows }) => parentFinding(root, rows, context)),
    ];
    return found.length === 0 ? (tooYoung({ checkpoints, databaseCounters }, context.nowMs) ?? []) : found;
  },
});

const changed = ({ modifiedSinceAnalyze }: Table) => modifiedSinceAnalyze ?? 0;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const isStale = (table: Table, settings: readonly Row<'settings'>[], nowMs: number) =>
  [table.lastAnalyzeAt, table.lastAutoanalyzeAt].every(
    (at) => (secondsSince(at, nowMs) ?? Number.POSITIVE_INFINITY) >= GRACE_SECONDS,
  ) &&
  changed(table) > LEAST_ROWS &&
  changed(table) > LATE_RATIO * (vacuumThresholds(table, settings)?.modifiedRows ?? Number.POSITIVE_INFINITY);

/** Before 14 the server does not keep whether a partitioned table was analysed. */
function neverAnalyzed(tables: readonly Table[], { server }: RuleContext): { root: Table; rows: number }[] {
  if (server.major < 14) return [];
  const rows = new Map<number, number>();
  for (const { rootOid, estimatedRows } of tables)
    if (rootOid !== null) rows.set(rootOid, (rows.get(rootOid) ?? 0) + (estimatedRows ?? 0));
  return tables
    .filter(
      ({ kind, isPartition, estimatedRows }) =>
        kind === 'partitioned' && !isPartition && estimatedRows === null,
    )
    .map((root) => ({ root, rows: rows.get(root.relationOid) ?? 0 }))
    .filter((each) => each.rows > LEAST_ROWS);
}

function staleFinding(
  { root, members }: TableGroup,
  settings: readonly Row<'settings'>[],
  { server }: RuleContext,
): Finding {
  const taken = [...members].sort((a, b) => changed(b) - changed(a)).slice(0, MOST_TABLES);
  const changedRows = sum(members.map(changed));
  const rows = sum(members.map(({ estimatedRows }) => estimatedRows ?? 0));
  const name = `${root.schema}.${root.name}`;
  const least = Math.min(
    ...members.map((table) =>
      Math.max(LEAST_ROWS, LATE_RATIO * (vacuumThresholds(table, settings)?.modifiedRows ?? 0)),
    ),
  );
  return {
    subject: [root.schema, root.name],
    severity: 'warning',
    confidence: 'medium',
    title: `Analyze ${root === members[0] ? name : `${counted(members.length, 'partition')} of ${name}`}`,
    detail: `${count(changedRows)} rows changed since the last ANALYZE, of ${count(rows)} that the planner knows. Autovacuum should have analysed at half as many: it is off for the table, or has no worker left.`,
    facts: { changedRows, rows, staleTables: members.length },
    impact: {
      prevents: 'plans made for another table',
      basis: `${count(changedRows)} of ${count(rows)} rows are not as the statistics say.`,
    },
    advice: {
      steps: [analyzeStep(analyzeTables(taken), taken.length)],
      undo: { impossible: 'Not needed: statistics follow the table.' },
      verify: { sql: countModifiedSince(taken, Math.floor(least)), expect: '0' },
      worsens: 'Plans may change, nearly always for the better.',
      role: maintainer(server, name),
      deletesData: false,
      notRehearsable: NOT_REBUILT,
    },
  };
}

function parentFinding(root: Table, rows: number, { server }: RuleContext): Finding {
  const name = `${root.schema}.${root.name}`;
  return {
    subject: [root.schema, root.name],
    severity: 'notice',
    confidence: 'high',
    title: `Analyze the partitioned table ${name}`,
    detail: `Its partitions hold ${count(rows)} rows, and it was never analysed as a whole: autovacuum analyses partitions only. Joins and groups over several partitions are planned without its statistics.`,
    facts: { changedRows: null, rows, staleTables: 1 },
    impact: {
      prevents: 'bad plans of queries that read several partitions',
      basis: `pg_class.reltuples of ${name} is −1.`,
    },
    advice: {
      steps: [analyzeStep(analyzeParent(root, server.major), 1)],
      undo: { impossible: 'Not needed: statistics follow the table.' },
      verify: { sql: isAnalyzed(root), expect: 'true' },
      worsens: 'Plans may change, nearly always for the better.',
      role: maintainer(server, name),
      deletesData: false,
      note: 'Do it again after large changes, for instance from a nightly job.',
      notRehearsable: NOT_REBUILT,
    },
  };
}
