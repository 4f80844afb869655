import type { Row } from '@/lib/collect/snapshot';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';
import { defineRule, type Finding, type NotRun, type RuleContext } from '../rule';
import { candidateAdvice } from '../shared/indexes/candidate-advice';
import { blocksPerCall, ratioOf } from '../shared/indexes/index-gain';
import {
  type Candidate,
  type CandidateArtifacts,
  LEAST_LOAD_RATIO,
  type LookedAt,
  WRITE_SECONDS,
  windowOf,
  workloadCandidates,
} from '../shared/indexes/workload-candidates';
import { hiddenStatements } from '../shared/statements/hidden-statements';
import { unreadText } from '../shared/statements/unread-text';

const DAY_SECONDS = 86_400;
/** Enough calls come together in it that a load shows; under a day the finding says that it saw no night. */
const LEAST_WINDOW_SECONDS = 600;
/** Of all time of all statements: then it is what the server is busy with. */
const LARGE_SHARE_RATIO = 0.1;

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
    const windows = artifacts.statements.flatMap((statement) => windowOf(statement, context.nowMs) ?? []);
    if (artifacts.statements.length > 0 && windows.length === 0)
      return { notRun: 'Before PostgreSQL 14 nothing tells since when statements are counted' };
    const longest = Math.max(0, ...windows);
    if (artifacts.statements.length > 0 && longest < LEAST_WINDOW_SECONDS)
      return {
        notRun: `Statements are counted for ${duration(longest)} only; ten minutes show what comes again`,
        isWaiting: true,
      };
    const { looked, candidates } = workloadCandidates(artifacts, context);
    const findings = candidates.map((candidate) => finding(candidate, artifacts, context));
    const unknown = unknownOf(looked, context);
    if (unknown) return { ...unknown, findings };
    const hidden = hiddenStatements(artifacts.statements, (statement) => isBusy(statement, context));
    return findings.length === 0 ? (hidden ?? []) : findings;
  },
});

/** Whether an index could save enough of it. */
const isBusy = (statement: Row<'statements'>, { nowMs }: RuleContext): boolean =>
  statement.totalSeconds >= LEAST_LOAD_RATIO * (windowOf(statement, nowMs) ?? Infinity);

/** Where a table is read as a whole, and nothing tells how many values its columns have. */
function unknownOf(looked: readonly LookedAt[], context: RuleContext): NotRun | null {
  const unknown = looked.filter(({ table, accesses }) =>
    accesses.some((access) => {
      const estimate = table.estimateFor(access);
      const given = [...access.equalities, ...access.lists];
      return (
        isBusy(access.statement, context) &&
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
    unknown: unknown.map(({ table: { schema, name } }) => [schema, name]),
    notRun: `How many values the columns of ${names} have is not known: ANALYZE, and let this role SELECT from ${unknown.length === 1 ? 'it' : 'them'}`,
  };
}

function finding(candidate: Candidate, artifacts: CandidateArtifacts, context: RuleContext): Finding {
  const { subject, table, key, gain, statements, savedSeconds, windowSeconds, writes } = candidate;
  const { schema, name } = table;
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
    subject,
    severity: savedSeconds >= LARGE_SHARE_RATIO * all ? 'warning' : 'notice',
    // Nothing was planned with it: an estimate from statistics and from what was counted.
    confidence: isSure ? 'medium' : 'low',
    title: `Index ${schema}.${name} by ${columns.join(', ')}`,
    detail:
      [
        `${counted(statements.length, 'statement')} took ${duration(spentSeconds)} in ${counted(calls, 'call')} within ${duration(windowSeconds)}.`,
        `A call ${worst?.queryId ? `of query ${worst.queryId} ` : ''}reads ${counted(Math.round(gain.blocksPerCall), 'block')}, where an index would lead to about ${counted(rows, 'row')} of ${count(Math.round(table.rows))}.`,
        'This is an estimate; the planner was not asked.',
        ...(key.nullColumn === null
          ? []
          : [`It holds only the rows without ${key.nullColumn}, which these statements ask for.`]),
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
