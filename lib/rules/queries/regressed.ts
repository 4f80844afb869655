import type { Row } from '@/lib/collect/snapshot';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent, times } from '@/lib/format/ratio';
import { defineRule, type Finding, type RuleContext, type Trend } from '../rule';
import { hiddenStatements } from '../shared/statements/hidden-statements';
import { statementName } from '../shared/statements/statement-name';

/** Half again as slow as usual: what compares with the same hours of earlier weeks elsewhere begins to speak at 1.5 and warns at 3. */
const SLOWER_RATIO = 1.5;
const MUCH_SLOWER_RATIO = 3;
/** Seconds of execution more in a second, one per cent of one session: what costs less is no matter however slow it got. */
const LEAST_EXTRA_LOAD = 0.01;

export default defineRule({
  meta: {
    id: 'queries/regressed',
    title: 'A statement takes longer than it usually does at this hour',
    why: 'The same text takes longer for a reason: another plan, a table that grew or is bloated, an index that is gone, a server that has more to do. The same hours of earlier weeks had the same load, so the difference is not the time of day.',
    source: 'https://www.postgresql.org/docs/current/pgstatstatements.html',
    needs: ['statements'],
    trends: ['statementSecondsPerCall', 'statementCallsPerSecond'],
    timing: { warning: { forSeconds: 900, clearSeconds: 1_800 } },
    facts: {
      secondsPerCall: {
        label: 'A call takes',
        source: 'pg_stat_statements, differences within the last hour',
      },
      usualSecondsPerCall: {
        label: 'Usually at this hour',
        source: 'history, median of the same hour of earlier weeks',
      },
      callsPerSecond: {
        label: 'Calls a second',
        source: 'pg_stat_statements, differences within the last hour',
      },
      windowSeconds: { label: 'Watched for', source: 'history' },
    },
  },
  check({ statements }, context) {
    const texts = new Map(statements.flatMap((row) => (row.queryId === null ? [] : [[row.queryId, row]])));
    const hidden = hiddenStatements(statements);
    if (texts.size === 0) return hidden ?? [];
    const trends = [...texts].map(([queryId, statement]) => ({
      statement,
      trend: context.trends('statementSecondsPerCall', [queryId]),
    }));
    const watched = trends.flatMap(({ statement, trend }) =>
      'notRun' in trend ? [] : [{ statement, trend }],
    );
    const [first] = trends;
    if (watched.length === 0 && first && 'notRun' in first.trend) return first.trend;
    if (watched.every(({ trend }) => trend.usual === null))
      return {
        notRun: `${counted(watched.length, 'statement')} watched, and none in the same hour of two earlier weeks`,
        isWaiting: true,
      };
    const found = watched.flatMap(({ statement, trend }) => findingOf(statement, trend, context) ?? []);
    return found.length === 0 ? (hidden ?? []) : found;
  },
});

function findingOf(
  { queryId, query }: Row<'statements'>,
  { average, usual, windowSeconds }: Trend,
  { trends }: RuleContext,
): Finding | null {
  if (queryId === null || usual === null || usual <= 0 || average < SLOWER_RATIO * usual) return null;
  const rate = trends('statementCallsPerSecond', [queryId]);
  const callsPerSecond = 'notRun' in rate ? null : rate.average;
  const extraLoad = callsPerSecond === null ? null : (average - usual) * callsPerSecond;
  if (extraLoad === null || extraLoad < LEAST_EXTRA_LOAD) return null;
  const isMuch = average >= MUCH_SLOWER_RATIO * usual;
  const ratio = times(average / usual);
  return {
    subject: [queryId],
    severity: isMuch ? 'warning' : 'notice',
    confidence: 'medium',
    title: `A statement takes ${ratio} as long as usual: ${statementName(query)}`,
    detail: `Within ${duration(windowSeconds)} of the last hour a call took ${duration(average)} on average; in the same hour of earlier weeks ${duration(usual)}, the median of them. Its screen shows since when. Look at its plan: has it changed, does it read more rows than it returns, do its tables have fresh statistics? If every statement got slower, the server is the reason.`,
    facts: { secondsPerCall: average, usualSecondsPerCall: usual, callsPerSecond, windowSeconds },
    impact: {
      secondsSaved: average - usual,
      prevents: 'waiting for what used to be quick',
      basis: `(${duration(average)} − ${duration(usual)}) × ${callsPerSecond?.toPrecision(3)} calls a second = ${percent(extraLoad)} of one session more.`,
    },
  };
}
