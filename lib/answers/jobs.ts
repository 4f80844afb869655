import type { JobsAnswer } from '@/lib/api/jobs';
import type { Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import type { JobRun as KeptRun } from '@/lib/history/job-runs';
import type { DatabaseView } from './database-view';
import { jobRow } from './job-row';
import { jobRuns } from './job-runs';
import { missingArtifacts } from './missing-artifacts';
import { openFindings } from './open-findings';

const NEEDS = ['jobs', 'jobErrors', 'jobHistory', 'hypertables', 'settings'] as const;
const LOGGING = 'timescaledb.enable_job_execution_logging';

/** Every background job and its runs; `kept` are those of history, null while it cannot be read. */
export function jobsAnswer(view: DatabaseView, kept: readonly KeptRun[] | null): JobsAnswer {
  const { snapshot, target } = view;
  const errors = artifactRows(snapshot, 'jobErrors');
  const sources = snapshot && {
    snapshot,
    hypertables: artifactRows(snapshot, 'hypertables'),
    errors,
    open: openFindings(view),
  };
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    jobs: (sources && artifactRows(snapshot, 'jobs')?.map((job) => jobRow(job, sources))) ?? null,
    runs: jobRuns(artifactRows(snapshot, 'jobHistory'), kept),
    runsLimit: runsLimit(snapshot, kept),
    errors: errors?.map((row) => ({ ...row })) ?? null,
    errorsLimit: hiddenReason(snapshot, 'jobErrors'),
    workers: workersOf(snapshot),
    missing: missingArtifacts(snapshot, NEEDS),
  };
}

/** Why runs are missing, in sentences; null when none is known to be. */
function runsLimit(snapshot: Snapshot | null, kept: readonly KeptRun[] | null): string | null {
  const hidden = hiddenReason(snapshot, 'jobHistory');
  // The owner of an embedded engine writes every run itself.
  const logsFailuresOnly =
    snapshot?.server.engine === 'server' && settingOf(snapshot, LOGGING)?.setting === 'off';
  const sentences = [
    hidden && `${hidden}.`,
    logsFailuresOnly &&
      `The server logs failed runs only, because ${LOGGING} is off; successes are those that were seen in its statistics, once a minute.`,
    kept === null && 'History is not available, so older runs are missing.',
  ].filter(Boolean);
  return sentences.length === 0 ? null : sentences.join(' ');
}

/** Why this role may not see all rows of an artifact; null when it sees all, or when nothing was read yet. */
function hiddenReason(snapshot: Snapshot | null, name: 'jobHistory' | 'jobErrors'): string | null {
  const artifact = snapshot?.artifacts[name];
  return (artifact?.status === 'ok' ? artifact.partly?.reason : artifact?.reason) ?? null;
}

function workersOf(snapshot: Snapshot | null): JobsAnswer['workers'] {
  const jobs = artifactRows(snapshot, 'jobs');
  const numberOf = (name: string) => {
    const setting = settingOf(snapshot, name)?.setting;
    return setting == null ? null : Number(setting);
  };
  return {
    schedulers: numberOf('timescaledb.max_background_workers'),
    processes: numberOf('max_worker_processes'),
    runningNow:
      jobs && snapshot?.server.engine === 'server' ? jobs.filter(({ isRunning }) => isRunning).length : null,
    scheduledJobs: jobs?.filter(({ scheduled }) => scheduled).length ?? null,
  };
}

const settingOf = (snapshot: Snapshot | null, name: string) =>
  artifactRows(snapshot, 'settings')?.find((setting) => setting.name === name);
