import type { Row } from '@/lib/collect/snapshot';
import { secondsSince } from '@/lib/derive/seconds-since';
import { settingBytes } from '@/lib/derive/setting-bytes';
import { bytes } from '@/lib/format/bytes';
import { duration } from '@/lib/format/duration';
import { byteThreshold } from '../byte-threshold';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { hiddenStatements } from '../shared/statements/hidden-statements';
import { statementName } from '../shared/statements/statement-name';

/** Operations reference, temporary files: a GB an hour, and a hundred times work_mem, so that single large sorts are none. */
const LEAST_BYTES_PER_HOUR = 1_073_741_824;
const LEAST_WORK_MEMS = 100;
/** Less may be one report that was run once. */
const LEAST_WINDOW_SECONDS = 3_600;

export default defineRule({
  meta: {
    id: 'queries/temp-heavy',
    title: 'A statement sorts or joins on disk',
    why: 'A sort, hash or materialisation that does not fit into work_mem goes through temporary files: it is slower by far, wears the disk, and pushes the files of tables out of the cache. An index in the wanted order, fewer columns or more memory for this one statement spare it.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-WORK-MEM',
    needs: ['statements', 'statementTracking'],
    wants: ['settings'],
    timing: { warning: { forSeconds: 3_600, clearSeconds: 3_600 } },
    facts: {
      temporaryBytesPerHour: { label: 'Written to temporary files an hour', source: 'pg_stat_statements' },
      temporaryBytesPerCall: { label: 'Written a call', source: 'pg_stat_statements' },
      workMemoryBytes: { label: 'work_mem of the monitoring role', source: 'pg_settings' },
      calls: { label: 'Calls', source: 'pg_stat_statements' },
      windowSeconds: { label: 'Counted for', source: 'pg_stat_statements: stats_since, stats_reset' },
    },
  },
  check({ statements, statementTracking: [tracking], settings }, context) {
    const heavy = statements.filter(
      ({ queryId, temporaryBlocksWritten }) => queryId !== null && temporaryBlocksWritten > 0,
    );
    const hidden = hiddenStatements(statements, ({ temporaryBlocksWritten }) => temporaryBlocksWritten > 0);
    if (heavy.length === 0 || !tracking) return hidden ?? [];
    const windowed = heavy.map((statement) => ({ statement, seconds: windowOf(statement, context.nowMs) }));
    if (windowed.every(({ seconds }) => seconds === null))
      return { notRun: 'pg_stat_statements tells from version 1.9 on since when it counts' };
    const long = windowed.flatMap(({ statement, seconds }) =>
      seconds !== null && seconds >= LEAST_WINDOW_SECONDS ? [{ statement, seconds }] : [],
    );
    if (long.length === 0)
      return { notRun: 'Statements have been counted for less than an hour', isWaiting: true };
    const workMemoryBytes = settingBytes('work_mem', settings);
    const found = long.flatMap(
      ({ statement, seconds }) =>
        findingOf(statement, { seconds, workMemoryBytes, blockBytes: tracking.blockBytes }, context) ?? [],
    );
    return found.length === 0 ? (hidden ?? []) : found;
  },
});

/** How long an entry has counted; null where this version does not tell. */
const windowOf = ({ statsSince, statsResetAt }: Row<'statements'>, nowMs: number): number | null =>
  secondsSince(statsSince ?? statsResetAt, nowMs);

interface Counted {
  readonly seconds: number;
  readonly workMemoryBytes: number | null;
  readonly blockBytes: number;
}

function findingOf(
  { queryId, roleName, query, calls, temporaryBlocksWritten }: Row<'statements'>,
  { seconds, workMemoryBytes, blockBytes }: Counted,
  context: RuleContext,
): Finding | null {
  const written = temporaryBlocksWritten * blockBytes;
  const perHour = (written * 3_600) / seconds;
  const perCall = calls > 0 ? written / calls : null;
  const least = Math.max(
    byteThreshold(LEAST_BYTES_PER_HOUR, context),
    LEAST_WORK_MEMS * byteThreshold(workMemoryBytes ?? 0, context),
  );
  if (queryId === null || perHour < least) return null;
  return {
    subject: roleName === null ? [queryId] : [queryId, roleName],
    severity: 'warning',
    confidence: 'high',
    title: `${bytes(perHour)} an hour go through temporary files: ${statementName(query)}`,
    detail: `Each call writes about ${bytes(perCall)}; what is sorted in memory takes two to three times that.${
      workMemoryBytes === null
        ? ''
        : ` work_mem is ${bytes(workMemoryBytes)} for the monitoring role; roles may have their own.`
    } Look at its plan: an index in the order that it sorts by, or conditions that leave fewer rows, spare the sort. Where neither helps, SET LOCAL work_mem in the transaction that runs it; raising it for all multiplies by every sort of every session.`,
    facts: {
      temporaryBytesPerHour: Math.round(perHour),
      temporaryBytesPerCall: perCall === null ? null : Math.round(perCall),
      workMemoryBytes,
      calls,
      windowSeconds: Math.round(seconds),
    },
    impact: {
      prevents: 'sorting and joining on disk',
      basis: `${bytes(written)} within ${duration(seconds)}, in ${calls} calls.`,
    },
  };
}
