import type { Row } from '@/lib/collect/snapshot';
import { secondsSince } from '@/lib/derive/seconds-since';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';
import { byteThreshold } from '../byte-threshold';
import { defineRule, type Finding, type Needed, type NotRun, type RuleContext } from '../rule';
import { candidateAdvice } from '../shared/indexes/candidate-advice';
import { type CandidateTable, candidateTables } from '../shared/indexes/candidate-table';
import {
  blocksPerCall,
  type IndexGain,
  type IndexKey,
  indexGain,
  ratioOf,
} from '../shared/indexes/index-gain';
import { type TableAccess, tableAccesses, writtenRows } from '../shared/indexes/table-access';
import { unreadText } from '../shared/statements/unread-text';

const DAY_SECONDS = 86_400;
/** Enough calls come together in it that a load shows; under a day the finding says that it saw no night. */
const LEAST_WINDOW_SECONDS = 600;
/** postgres-mcp looks at statements from fifty calls on: fewer are somebody trying something. */
const LEAST_CALLS = 50;
/** A thousandth of one processor, a minute and a half a day: below it nobody waits. */
const LEAST_LOAD_RATIO = 0.001;
/** pganalyze leaves smaller tables out: they are read from memory as a whole. */
const LEAST_BYTES = 10_000_000;
/** An entry of a B-tree in memory, with its WAL: 12 to 14 µs, measured on PostgreSQL 15 and two busy processors; the rest is for pages that are not in memory. */
const WRITE_SECONDS = 0.000_02;
/** An index has to save twice what writes pay for it, as both are estimates. */
const LEAST_GAIN_RATIO = 2;
/** Of all time of all statements: then it is what the server is busy with. */
const LARGE_SHARE_RATIO = 0.1;
/** One after the other: the best of them changes what the next would save. */
const MOST_OF_A_TABLE = 3;

type Artifacts = Needed<
  'columnStatistics' | 'indexes' | 'statements',
  'tables' | 'hypertables' | 'hypertableColumns' | 'chunks'
>;

interface Candidate {
  readonly table: CandidateTable;
  /** Of the statement that it saves most. */
  readonly gain: IndexGain;
  readonly statements: readonly Row<'statements'>[];
  readonly savedSeconds: number;
  readonly windowSeconds: number;
  readonly writes: number;
}

export default defineRule({
  meta: {
    id: 'indexes/workload-candidate',
    title: 'Statements read a table for rows that an index would lead to',
    why: 'Without an index that fits its conditions a statement reads the whole table, or all rows of one value, for the few that it wants. It does so at every call, and pushes out of memory what others need.',
    source: 'https://www.postgresql.org/docs/current/indexes-examine.html',
    needs: ['columnStatistics', 'indexes', 'statements'],
    wants: ['tables', 'hypertables', 'hypertableColumns', 'chunks'],
    facts: {
      statements: { label: 'Statements that it would serve', source: 'pg_stat_statements' },
      calls: { label: 'Times that they ran', source: 'pg_stat_statements.calls' },
      spentSeconds: { label: 'Time that they took', source: 'pg_stat_statements.total_exec_time' },
      windowSeconds: { label: 'Within', source: 'pg_stat_statements, since they are counted' },
      blocksPerCall: {
        label: 'Blocks of 8 kB that a call reads',
        source: 'pg_stat_statements.shared_blks_*',
      },
      rowsPerCall: {
        label: 'Rows that a call would read by it',
        source: 'pg_stats, or rows that were answered',
      },
      tableRows: { label: 'Rows of the table', source: 'pg_class.reltuples' },
      tableBytes: { label: 'Size of the table', source: 'pg_class.relpages' },
      indexBytes: { label: 'Size of the index, estimated', source: 'rows × width of the keys' },
      writtenRows: { label: 'Rows written to the table meanwhile', source: 'pg_stat_statements.rows' },
    },
  },
  check(artifacts, context) {
    const tables = candidateTables(artifacts);
    const windows = artifacts.statements.flatMap((statement) => windowOf(statement, context.nowMs) ?? []);
    if (artifacts.statements.length > 0 && windows.length === 0)
      return { notRun: 'Before PostgreSQL 14 nothing tells since when statements are counted' };
    const longest = Math.max(0, ...windows);
    if (artifacts.statements.length > 0 && longest < LEAST_WINDOW_SECONDS)
      return {
        notRun: `Statements are counted for ${duration(longest)} only; ten minutes show what comes again`,
        isWaiting: true,
      };
    const large = tables.filter(({ bytes }) => bytes >= byteThreshold(LEAST_BYTES, context));
    const looked = large.map((table) => ({
      table,
      accesses: busyAccesses(table, tables, artifacts, context),
    }));
    const found = looked.flatMap(({ table, accesses }) =>
      candidatesOf(table, accesses, tables, artifacts, context),
    );
    if (found.length === 0) return unknownOf(looked, context) ?? [];
    return found.map((candidate) => finding(candidate, artifacts, context));
  },
});

/** Since when a statement is counted; null where nothing tells. */
const windowOf = ({ statsSince, statsResetAt }: Row<'statements'>, nowMs: number): number | null =>
  secondsSince(statsSince ?? statsResetAt, nowMs);

function busyAccesses(
  table: CandidateTable,
  tables: readonly CandidateTable[],
  { statements }: Artifacts,
  { nowMs }: RuleContext,
): TableAccess[] {
  return tableAccesses(table, tables, statements).filter(
    ({ statement }) => windowOf(statement, nowMs) !== null && statement.calls >= LEAST_CALLS,
  );
}

function candidatesOf(
  table: CandidateTable,
  accesses: readonly TableAccess[],
  tables: readonly CandidateTable[],
  { statements }: Artifacts,
  { nowMs }: RuleContext,
): Candidate[] {
  const gains = accesses.flatMap((access) => {
    const gain = indexGain(access, table.estimateFor(access), ({ from }) => {
      const other = tables.find(({ schema, name }) => schema === from.schema && name === from.name);
      return other && other.rows > 0 ? other.estimateFor(access) : null;
    });
    return gain ? [{ gain, statement: access.statement }] : [];
  });
  const writes = writtenRows(table, tables, statements);
  return groupedByIndex(gains)
    .map(({ key, gains: [best, ...others] }): Candidate => {
      const served = [best, ...others];
      return {
        table,
        gain: { ...best.gain, key },
        statements: served.map(({ statement }) => statement),
        savedSeconds: served.reduce((sum, one) => sum + savedBy(one), 0),
        windowSeconds: Math.max(...served.map(({ statement }) => windowOf(statement, nowMs) ?? 0)),
        writes,
      };
    })
    .filter(
      ({ savedSeconds, windowSeconds }) =>
        savedSeconds >= LEAST_LOAD_RATIO * windowSeconds &&
        savedSeconds >= LEAST_GAIN_RATIO * writes * WRITE_SECONDS,
    )
    .sort((a, b) => b.savedSeconds - a.savedSeconds)
    .slice(0, MOST_OF_A_TABLE);
}

interface Gain {
  readonly gain: IndexGain;
  readonly statement: Row<'statements'>;
}
/** The statements that one index serves, each once; the one that it saves most first. */
interface Served {
  readonly key: IndexKey;
  readonly gains: readonly [Gain, ...Gain[]];
}

/** What a left part of a longer key serves is served by that. */
function groupedByIndex(gains: readonly Gain[]): Served[] {
  const byLength = [...gains].sort(
    (a, b) => b.gain.key.columns.length - a.gain.key.columns.length || savedBy(b) - savedBy(a),
  );
  const groups: [Gain, ...Gain[]][] = [];
  for (const one of byLength) {
    const group = groups.find(([first]) => isServedBy(one.gain, first.gain));
    if (!group) groups.push([one]);
    else if (group.every(({ statement }) => statement !== one.statement)) group.push(one);
  }
  return groups.map((group) => {
    const [longest] = group;
    const [best = longest, ...others] = [...group].sort((a, b) => savedBy(b) - savedBy(a));
    return { key: longest.gain.key, gains: [best, ...others] };
  });
}

const savedBy = ({ gain, statement }: Gain) => gain.savedRatio * statement.totalSeconds;

function isServedBy(one: IndexGain, by: IndexGain): boolean {
  const isPart = one.key.columns.every(
    ({ column, isDescending }, at) =>
      by.key.columns[at]?.column === column && by.key.columns[at]?.isDescending === isDescending,
  );
  return isPart && (by.key.nullColumn === null || by.key.nullColumn === one.key.nullColumn);
}

/** Where nothing was found, but a table is read as a whole and nothing tells how many values its columns have. */
function unknownOf(
  looked: readonly { readonly table: CandidateTable; readonly accesses: readonly TableAccess[] }[],
  { nowMs }: RuleContext,
): NotRun | null {
  const unknown = looked.filter(({ table, accesses }) =>
    accesses.some((access) => {
      const estimate = table.estimateFor(access);
      const given = [...access.equalities, ...access.lists];
      const load = access.statement.totalSeconds / (windowOf(access.statement, nowMs) ?? Infinity);
      return (
        load >= LEAST_LOAD_RATIO &&
        !access.answersItsRows &&
        blocksPerCall(access) >= estimate.pages / 2 &&
        given.length > 0 &&
        given.every((name) => ratioOf(estimate, name, false) === null)
      );
    }),
  );
  if (unknown.length === 0) return null;
  const names = unknown.map(({ table: { schema, name } }) => `${schema}.${name}`).join(', ');
  return {
    notRun: `How many values the columns of ${names} have is not known: ANALYZE, and let this role SELECT from ${unknown.length === 1 ? 'it' : 'them'}`,
  };
}

function finding(candidate: Candidate, artifacts: Artifacts, context: RuleContext): Finding {
  const { table, gain, statements, savedSeconds, windowSeconds, writes } = candidate;
  const { schema, name } = table;
  const key = table.keyOf(gain.key);
  const columns = key.columns.map(({ column }) => column);
  const calls = statements.reduce((sum, one) => sum + one.calls, 0);
  const spentSeconds = statements.reduce((sum, one) => sum + one.totalSeconds, 0);
  const all = artifacts.statements.reduce((sum, one) => sum + one.totalSeconds, 0);
  const skewed = columns.filter((column) => (table.columnOf(column)?.topValueRatio ?? 0) > 0.05);
  const isSure = windowSeconds >= DAY_SECONDS && skewed.length === 0;
  const indexBytes = table.indexBytes(key);
  const [worst] = statements;
  const rows = Math.max(1, Math.round(gain.rowsPerCall));
  return {
    subject: [schema, name, ...columns],
    severity: savedSeconds >= LARGE_SHARE_RATIO * all ? 'warning' : 'notice',
    // Nothing was planned with it: an estimate from statistics and from what was counted.
    confidence: isSure ? 'medium' : 'low',
    title: `Index ${schema}.${name} by ${columns.join(', ')}`,
    detail:
      [
        `${counted(statements.length, 'statement')} took ${duration(spentSeconds)} in ${counted(calls, 'call')} within ${duration(windowSeconds)}.`,
        `A call ${worst?.queryId ? `of query ${worst.queryId} ` : ''}reads ${counted(Math.round(gain.blocksPerCall), 'block')}, where an index would lead to about ${counted(rows, 'row')} of ${count(Math.round(table.rows))}.`,
        'This is an estimate; the planner was not asked.',
        ...(gain.key.nullColumn === null
          ? []
          : [`It holds only the rows without ${gain.key.nullColumn}, which these statements ask for.`]),
        ...(skewed.length > 0
          ? [
              `For the most common value of ${skewed.join(' and ')} it saves less, or nothing: a twentieth of the rows or more have it.`,
            ]
          : []),
        ...(windowSeconds < DAY_SECONDS
          ? ['It saw less than a day, so that jobs of the night are not in it.']
          : []),
        ...(context.server.inRecovery ? ['It has to be made on the primary.'] : []),
        ...(table.isHypertable
          ? ['Chunks in the columnstore are not counted: they need segmentby instead.']
          : []),
      ].join(' ') + unreadText(artifacts.statements),
    facts: {
      statements: statements.length,
      calls,
      spentSeconds: Math.round(spentSeconds),
      windowSeconds: Math.round(windowSeconds),
      blocksPerCall: Math.round(gain.blocksPerCall),
      rowsPerCall: rows,
      tableRows: Math.round(table.rows),
      tableBytes: table.bytes,
      indexBytes,
      writtenRows: writes,
    },
    impact: {
      secondsSaved: Math.round(savedSeconds),
      basis: `${count(calls)} calls × ${duration(spentSeconds / calls)} each = ${duration(spentSeconds)} within ${duration(windowSeconds)}, of which ${percent(savedSeconds / spentSeconds)} of the blocks need not be read; ${counted(writes, 'row')} written meanwhile cost about ${duration(writes * WRITE_SECONDS)} more, at 20 µs each.`,
    },
    // It is made on the primary, whose artifacts are not these.
    ...(!context.server.inRecovery && {
      advice: candidateAdvice(table, key, indexBytes, artifacts, context),
    }),
  };
}
