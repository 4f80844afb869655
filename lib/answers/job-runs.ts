import type { JobRun } from '@/lib/api/jobs';
import type { Row } from '@/lib/collect/snapshot';
import type { JobRun as KeptRun } from '@/lib/history/job-runs';

export const MOST_RUNS = 2_000;
/** The server writes the start of a run into its log and into its statistics one after the other. */
const TWIN_MS = 100;

/**
 * The server's own log and what history saw besides, the newest first. History reaches back farther, and knows from
 * the statistics the successes that no log keeps; of two tellings of a run the one with an error's words is better.
 */
export function jobRuns(
  logged: readonly Row<'jobHistory'>[] | null,
  kept: readonly KeptRun[] | null,
): JobRun[] {
  const remembered = (kept ?? []).map(fromHistory);
  return withoutTwins([
    ...(logged ?? []).flatMap(fromServer),
    ...remembered.filter(({ message }) => message !== null),
    ...remembered.filter(({ message }) => message === null),
  ])
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
    .slice(0, MOST_RUNS);
}

function fromServer({ startedAt, ...run }: Row<'jobHistory'>): JobRun[] {
  return startedAt === null ? [] : [{ ...run, startedAt, seenBy: 'server' }];
}

function fromHistory(run: KeptRun): JobRun {
  const { startedAt, finishedAt } = run;
  const durationSeconds =
    finishedAt === null ? null : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000;
  return { ...run, durationSeconds, seenBy: 'history' };
}

/** Of the same run, told more than once, the telling that comes first. */
function withoutTwins(runs: readonly JobRun[]): JobRun[] {
  const told = new Set<string>();
  return runs.filter(({ jobId, startedAt }) => {
    const slot = Math.floor(Date.parse(startedAt) / TWIN_MS);
    if ([slot - 1, slot, slot + 1].some((near) => told.has(`${jobId} ${near}`))) return false;
    told.add(`${jobId} ${slot}`);
    return true;
  });
}
