import type { Row } from '@/lib/collect/snapshot';
import { Rates, type Readings } from './rates';
import type { Value } from './value';

/**
 * Texts that are followed, those that took the most time so far, and how often: four values each make 35,000 samples
 * a day and database, about 4 MB before they are compressed and 0.3 MB after; by the hour for more than a year.
 */
const FOLLOWED = 30;
const EVERY_SECONDS = 300;
/** Rounds begin a moment early or late. */
const SLACK_SECONDS = 10;

/** When statements were sampled, among the readings. */
const MARK = 'statements';

/** What each text did since the last sample, over all roles; nothing between two samples. */
export function statementSamples(
  statements: readonly Row<'statements'>[],
  atMs: number,
  before: Readings,
): readonly Value[] {
  const last = before.get(MARK)?.atMs ?? Number.NEGATIVE_INFINITY;
  if (statements.length === 0 || atMs - last < (EVERY_SECONDS - SLACK_SECONDS) * 1_000) return [];
  before.set(MARK, { epoch: '', atMs, value: 0 });
  const rates = new Rates(before, EVERY_SECONDS);
  return followed(statements).flatMap(([queryId, entries]) => samplesOf(queryId, entries, atMs, rates));
}

function followed(
  statements: readonly Row<'statements'>[],
): readonly (readonly [string, readonly Row<'statements'>[]])[] {
  const groups = new Map<string, Row<'statements'>[]>();
  for (const statement of statements)
    if (statement.queryId !== null) {
      const group = groups.get(statement.queryId);
      if (group) group.push(statement);
      else groups.set(statement.queryId, [statement]);
    }
  const seconds = (entries: readonly Row<'statements'>[]) => sumOf(entries, (entry) => entry.totalSeconds);
  return [...groups].sort(([, a], [, b]) => seconds(b) - seconds(a)).slice(0, FOLLOWED);
}

function samplesOf(
  queryId: string,
  entries: readonly Row<'statements'>[],
  atMs: number,
  rates: Rates,
): readonly Value[] {
  // Another set of entries, or one of them made anew, has nothing to do with what was counted before.
  const epoch = entries
    .map(({ roleName, isTopLevel, statsSince, statsResetAt }) =>
      [roleName, isTopLevel, statsSince ?? statsResetAt].join(' '),
    )
    .sort()
    .join(', ');
  const rate = (name: string, pick: (entry: Row<'statements'>) => number) =>
    rates.of(`statement ${queryId} ${name}`, { epoch, atMs, value: sumOf(entries, pick) });
  const calls = rate('calls', (entry) => entry.calls);
  const seconds = rate('seconds', (entry) => entry.totalSeconds);
  return [
    { metric: 'statementCallsPerSecond', subject: queryId, value: calls },
    {
      metric: 'statementSecondsPerCall',
      subject: queryId,
      // What did not run has no time.
      value: calls === null || seconds === null || calls === 0 ? null : seconds / calls,
    },
    { metric: 'statementRowsPerSecond', subject: queryId, value: rate('rows', (entry) => entry.rows) },
    {
      metric: 'statementBlocksPerSecond',
      subject: queryId,
      value: rate('blocks', (entry) => entry.sharedBlocksHit + entry.sharedBlocksRead),
    },
  ];
}

const sumOf = (entries: readonly Row<'statements'>[], pick: (entry: Row<'statements'>) => number): number =>
  entries.reduce((sum, entry) => sum + pick(entry), 0);
