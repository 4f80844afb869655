import type { Run } from '@/components/charts/run-timeline/runs';
import type { JobRow, JobRun } from '@/lib/api/jobs';

/** Lanes that have room above the list; the ones that matter come first. */
export const MOST_LANES = 16;

/** Runs of the jobs that have a lane, in milliseconds. */
export function timelineRuns(jobs: readonly Pick<JobRow, 'jobId'>[], runs: readonly JobRun[]): Run[] {
  const lanes = new Map(jobs.map(({ jobId }, lane) => [jobId, lane]));
  return runs.flatMap((run) => {
    const lane = lanes.get(run.jobId);
    if (lane === undefined) return [];
    return [
      {
        lane,
        startMs: Date.parse(run.startedAt),
        endMs: run.finishedAt === null ? null : Date.parse(run.finishedAt),
        result: resultOf(run),
      },
    ];
  });
}

/** No end and no result is a run that goes on; an end without a result is a crash that left nothing behind. */
function resultOf({ succeeded, finishedAt }: JobRun): Run['result'] {
  if (succeeded === null) return finishedAt === null ? 'running' : 'unknown';
  return succeeded ? 'succeeded' : 'failed';
}

/** The timeline in one sentence. */
export function timelineSummary(lanes: readonly string[], runs: readonly Run[], fromMs: number): string {
  const shown = runs.filter(({ startMs, endMs }) => (endMs ?? startMs) >= fromMs);
  const failed = shown.filter(({ result }) => result === 'failed');
  const names = [...new Set(failed.map(({ lane }) => lanes[lane] ?? ''))];
  const failures = failed.length === 0 ? 'none failed' : `${failed.length} failed: ${names.join(', ')}`;
  return `${shown.length} runs of ${lanes.length} jobs, ${failures}.`;
}
