import type { Row } from '@/lib/collect/snapshot';
import { secondsSince } from '@/lib/derive/seconds-since';
import { bytes } from '@/lib/format/bytes';
import { duration } from '@/lib/format/duration';
import { alterJobConfig, restoreJobConfig, runJob, setJobScheduled } from '@/lib/sql/job';
import { isSmallerThan, vacuumFull } from '@/lib/sql/relation';
import { byteThreshold } from '../byte-threshold';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext, type Step } from '../rule';
import { jobStep } from '../shared/jobs/job-step';

/** JOB-10: failures alone never fill that much in the month for which they are kept. */
const LARGE_BYTES = 1_000_000_000;
/** JOB-10: with every success in it, it is read and rewritten by its own retention, so a tenth is enough. */
const LOGGED_BYTES = 100_000_000;
/** A week tells how jobs fare; the default is a month. */
const KEPT = '7 days';
/** The default is a thousand of each. */
const KEPT_RUNS = 100;

const RETENTION: ReadonlySet<string> = new Set([
  'policy_job_stat_history_retention',
  'policy_job_error_retention',
]);
/** Its retention counts runs as well since then. */
const COUNTS_RUNS_SINCE = 2_023_000;
/** In these its retention writes the table anew; before and after it deletes rows, whose space stays with the table. */
const REWRITES_SINCE = 2_022_000;
const REWRITES_UNTIL = 2_027_000;

type Storage = Row<'jobHistoryStorage'>;
type Artifacts = Needed<'jobHistoryStorage' | 'jobs', 'settings'>;

export default defineRule({
  meta: {
    id: 'jobs/history-bloated',
    title: 'The history of job runs has grown large',
    why: 'TimescaleDB keeps the runs of jobs in a table of its own, and every end of a job writes to it. Where its retention does not run or keeps too much, it grows with every failure, and with every success where these are logged.',
    source: 'https://docs.tigerdata.com/api/latest/informational-views/job_history/',
    needs: ['jobHistoryStorage', 'jobs'],
    wants: ['settings'],
    facts: {
      historyBytes: { label: 'Its size', source: 'pg_total_relation_size' },
      historyRows: { label: 'Runs in it, as of its last VACUUM (– is not known)', source: 'pg_class' },
      sinceRetentionSeconds: {
        label: 'Since its retention last succeeded (– is never)',
        source: '_timescaledb_internal.bgw_job_stat',
      },
    },
  },
  check(artifacts, context) {
    const [storage] = artifacts.jobHistoryStorage;
    if (!storage) return { notApplicable: 'This TimescaleDB keeps no history of job runs' };
    const isLogged = successesAreLogged(artifacts.settings);
    const limit = byteThreshold(isLogged ? LOGGED_BYTES : LARGE_BYTES, context);
    return storage.totalBytes > limit ? [finding(storage, limit, isLogged, artifacts, context)] : [];
  },
});

const successesAreLogged = (settings: Artifacts['settings']) =>
  settings?.find(({ name }) => name === 'timescaledb.enable_job_execution_logging')?.setting === 'on';

function finding(
  storage: Storage,
  limit: number,
  isLogged: boolean,
  { jobs }: Artifacts,
  context: RuleContext,
): Finding {
  const retention = jobs.find(({ procedureName }) => RETENTION.has(procedureName));
  const advice = retention ? adviceOf(storage, limit, retention, context) : null;
  return {
    subject: [storage.schema, storage.name],
    severity: 'warning',
    confidence: 'high',
    title: 'Shorten the history of job runs',
    detail: `It takes ${bytes(storage.totalBytes)}. ${isLogged ? 'Successful runs are logged too (timescaledb.enable_job_execution_logging). ' : ''}${stateOf(retention, context.nowMs)}`,
    facts: {
      historyBytes: storage.totalBytes,
      historyRows: storage.estimatedRows,
      sinceRetentionSeconds: secondsSince(retention?.lastSucceededAt, context.nowMs),
    },
    impact: {
      prevents: 'jobs that wait at their end, and disk space for runs of long ago',
      basis: 'Not estimated: what is left depends on how many jobs there are and how often they run.',
    },
    ...(advice && { advice }),
  };
}

function stateOf(retention: Row<'jobs'> | undefined, nowMs: number): string {
  if (!retention)
    return 'The job that shortens it is not there; TimescaleDB creates it when the extension is installed.';
  const { jobId, scheduled, lastSucceededAt, config } = retention;
  if (!scheduled) return `Job ${jobId}, which shortens it, is paused.`;
  const silence = secondsSince(lastSucceededAt, nowMs);
  return silence === null
    ? `Job ${jobId}, which shortens it, never succeeded.`
    : `Job ${jobId} shortens it to ${String(config?.drop_after ?? 'an unknown age')}, and last did so ${duration(silence)} ago.`;
}

function adviceOf(
  { schema, name }: Storage,
  limit: number,
  { jobId, config, scheduled, owner }: Row<'jobs'>,
  { server: { timescale } }: RuleContext,
): Advice | null {
  if (timescale?.license !== 'timescale' || !config) return null;
  const { versionNumber } = timescale;
  const rewrites = versionNumber >= REWRITES_SINCE && versionNumber < REWRITES_UNTIL;
  return {
    steps: [
      ...(scheduled ? [] : [jobStep(setJobScheduled(jobId, true))]),
      jobStep(alterJobConfig(jobId, 'drop_after', KEPT)),
      ...(versionNumber >= COUNTS_RUNS_SINCE
        ? [
            jobStep(alterJobConfig(jobId, 'max_successes_per_job', KEPT_RUNS)),
            jobStep(alterJobConfig(jobId, 'max_failures_per_job', KEPT_RUNS)),
          ]
        : []),
      { sql: runJob(jobId), transaction: 'none', ...onHistory(rewrites), rewrites },
      ...(rewrites
        ? []
        : [
            {
              sql: vacuumFull(schema, name),
              transaction: 'none',
              ...onHistory(true),
              rewrites: true,
            } as const,
          ]),
    ],
    undo: [
      { sql: restoreJobConfig(jobId, config), note: 'Deleted runs do not come back.' },
      ...(scheduled ? [] : [{ sql: setJobScheduled(jobId, false) }]),
    ],
    verify: { sql: isSmallerThan(schema, name, Math.round(limit)), expect: 'true' },
    worsens: `Runs older than ${KEPT} are not shown any more.`,
    role: `superuser, or owner of job ${jobId} (${owner}) and of the table`,
    deletesData: true,
    note: 'What is deleted is the record of runs, no data of yours. Jobs that end meanwhile wait for it.',
  };
}

function onHistory(isRewritten: boolean): Pick<Step, 'lock'> {
  return isRewritten
    ? {
        lock: {
          mode: 'AccessExclusive',
          on: 'the history of job runs',
          blocks: 'jobs that end, and whoever reads the history, until it is written anew',
        },
      }
    : { lock: { mode: 'RowExclusive', on: 'the history of job runs', blocks: 'nothing' } };
}
