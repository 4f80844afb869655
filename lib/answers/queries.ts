import type { QueriesAnswer, QueryAnswer, QueryWindow } from '@/lib/api/queries';
import type { Row } from '@/lib/collect/snapshot';
import { artifactRows, collectedAt } from '@/lib/derive/artifact-rows';
import { PRELOADED, preloadedLibraries } from '@/lib/derive/preloaded-libraries';
import { type StatementReading, statementsSince } from '@/lib/derive/statement-reading';
import { AppError } from '@/lib/errors';
import { type ReadTrends, trendsOf } from '@/lib/rules/trends';
import { alterSystemList, alterSystemListBack } from '@/lib/sql/setting';
import { maskLiterals } from '@/lib/sql/without-literals';
import type { DatabaseView } from './database-view';
import { presentFinding } from './findings';
import { missingArtifacts, partlyReadArtifacts } from './missing-artifacts';
import { openFindings, reference } from './open-findings';
import { proposedIndexes } from './proposed-indexes';

type Statement = Row<'statements'>;

export const WINDOW_SECONDS: Readonly<Record<Exclude<QueryWindow, 'reset'>, number>> = {
  hour: 3_600,
  day: 86_400,
};

/** All counters as they were when a window began: null where history has none, or the words why it cannot be read. */
export type Begin = { readonly at: string; readonly reading: StatementReading } | null | string;

/** The statements that take, read, write or run the most within a window. */
export function queriesAnswer(view: DatabaseView, asked: QueryWindow, begin: Begin): QueriesAnswer {
  const { target, snapshot } = view;
  const { window, statements } = windowOf(view, asked, begin);
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    window,
    statements: statements?.map(masked) ?? null,
    findings: openFindings(view)
      .filter(({ rule }) => rule.startsWith('queries/'))
      .map((finding) => ({ ...reference(finding), queryId: finding.subject[0] ?? '' })),
    tracking: trackingOf(view),
    preload: preloadOf(view),
    isEmbedded: snapshot?.server.engine === 'embedded',
    missing: [
      ...missingArtifacts(snapshot, ['statements']),
      ...partlyReadArtifacts(snapshot, ['statements']),
    ],
  };
}

/** One text, over all roles. Throws `not-found` when it is not among those that are listed. */
export function queryAnswer(
  view: DatabaseView,
  queryId: string,
  {
    asked,
    begin,
    trends,
  }: { readonly asked: QueryWindow; readonly begin: Begin; readonly trends: ReadTrends },
): QueryAnswer {
  const { target, snapshot } = view;
  const listed = artifactRows(snapshot, 'statements')?.filter((row) => row.queryId === queryId) ?? [];
  if (listed.length === 0)
    throw new AppError(
      'not-found',
      `There is no statement ${queryId} among those that are read`,
      'It takes too little by now, or its entry was pushed out of pg_stat_statements.',
    );
  const { window, statements } = windowOf(view, asked, begin);
  const proposed = proposedIndexes(view).filter(({ candidate }) =>
    candidate.statements.some((row) => row.queryId === queryId),
  );
  const about = new Set(proposed.map(({ finding }) => finding.key));
  const trend = trendsOf(trends)('statementSecondsPerCall', [queryId]);
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    queryId,
    query: listed.map(masked).find(({ query }) => query !== null)?.query ?? null,
    window,
    entries: statements?.filter((row) => row.queryId === queryId).map(masked) ?? [],
    whole: statements && {
      totalSeconds: statements.reduce((sum, { totalSeconds }) => sum + totalSeconds, 0),
      calls: statements.reduce((sum, { calls }) => sum + calls, 0),
    },
    usual:
      'notRun' in trend
        ? null
        : {
            secondsPerCall: trend.average,
            usualSecondsPerCall: trend.usual,
            windowSeconds: trend.windowSeconds,
            samples: trend.samples,
          },
    usualProblem: 'notRun' in trend ? trend.notRun : null,
    findings: (view.judgement?.findings ?? [])
      .filter(
        ({ key, rule, subject }) => about.has(key) || (rule.startsWith('queries/') && subject[0] === queryId),
      )
      .map((finding) => presentFinding(view, finding)),
    tracking: trackingOf(view),
    missing: [
      ...missingArtifacts(snapshot, ['statements']),
      ...partlyReadArtifacts(snapshot, ['statements']),
    ],
  };
}

interface Windowed {
  readonly window: QueriesAnswer['window'];
  readonly statements: readonly Statement[] | null;
}

function windowOf({ snapshot }: DatabaseView, asked: QueryWindow, begin: Begin): Windowed {
  const statements = artifactRows(snapshot, 'statements');
  const to = collectedAt(snapshot, 'statements');
  const of = (from: string | null, problem: string | null): QueriesAnswer['window'] => ({
    asked,
    from,
    to,
    seconds: from !== null && to !== null ? (Date.parse(to) - Date.parse(from)) / 1_000 : null,
    problem,
  });
  if (statements === null || asked === 'reset')
    return { window: of(statements?.[0]?.statsResetAt ?? null, null), statements };
  if (begin === null || typeof begin === 'string')
    return { window: of(null, begin ?? TOO_YOUNG), statements: null };
  const since = statementsSince(statements, begin.reading);
  return { window: of(since && begin.at, since ? null : RESET), statements: since };
}

const TOO_YOUNG =
  'History does not reach back that far yet, or was away then: all counters are kept every quarter of an hour';
const RESET = 'The statistics were reset within this window';

const masked = (row: Statement) => ({ ...row, query: row.query === null ? null : maskLiterals(row.query) });

const MODULE = 'pg_stat_statements';

/** Keeps the libraries that are loaded already: one that is left out takes its extension along. */
function preloadOf(view: DatabaseView): QueriesAnswer['preload'] {
  if (trackingOf(view)?.isLoaded !== false || view.snapshot?.server.engine === 'embedded') return null;
  const settings = artifactRows(view.snapshot, 'settings');
  const keeps = preloadedLibraries(settings);
  const isFromAlterSystem = settings?.find(({ name }) => name === PRELOADED)?.isFromAlterSystem;
  return {
    setSql: alterSystemList(PRELOADED, [...(keeps ?? []), MODULE]),
    undoSql: alterSystemListBack(PRELOADED, keeps ?? [], isFromAlterSystem ?? null),
    keeps: keeps && [...keeps],
  };
}

function trackingOf({ snapshot }: DatabaseView): QueriesAnswer['tracking'] {
  const [row] = artifactRows(snapshot, 'statementTracking') ?? [];
  if (!row) return null;
  const { deallocations: _, statsResetAt: __, ...tracking } = row;
  return tracking;
}
