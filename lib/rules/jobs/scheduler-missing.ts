import type { Row } from '@/lib/collect/snapshot';
import { isMaintenanceJob, jobKind } from '@/lib/derive/job-kind';
import { secondsSince } from '@/lib/derive/seconds-since';
import { counted } from '@/lib/format/count';
import { countSchedulers, startBackgroundWorkers, stopBackgroundWorkers } from '@/lib/sql/background-workers';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { NOT_REHEARSABLE, withoutWorkers } from '../shared/jobs/without-workers';
import { DESTROYS_HISTORY, wouldDestroyHistory } from '../shared/jobs/would-destroy-history';

/** A launcher that crashed is started again after a minute (bgw_launcher.c), and then looks for databases. */
const START_SECONDS = 180;

type Workers = Row<'backgroundWorkers'>;
type Artifacts = Needed<
  'jobs',
  'backgroundWorkers' | 'settings' | 'policies' | 'hypertables' | 'continuousAggregates'
>;

export default defineRule({
  meta: {
    id: 'jobs/scheduler-missing',
    title: 'Nobody starts the background jobs',
    why: 'Each database with TimescaleDB needs a scheduler process that starts its jobs. Once it has ended it is not started again by itself: no chunk is converted, no old row dropped and no aggregate refreshed, and no job fails.',
    source: 'https://github.com/timescale/timescaledb/blob/main/src/loader/bgw_launcher.c',
    needs: ['jobs'],
    wants: ['backgroundWorkers', 'settings', 'policies', 'hypertables', 'continuousAggregates'],
    facts: {
      schedulers: { label: 'Schedulers of this database', source: 'pg_stat_activity' },
      launchers: { label: 'Launchers of the server', source: 'pg_stat_activity' },
      waitingJobs: { label: 'Jobs that are scheduled', source: 'timescaledb_information.jobs' },
      sinceStartSeconds: { label: 'Since a job last started', source: '_timescaledb_internal.bgw_job_stat' },
    },
  },
  check(artifacts, context) {
    const { jobs, backgroundWorkers } = artifacts;
    const { server, nowMs } = context;
    const none = withoutWorkers(server);
    if (none) return none;
    const scheduled = jobs.filter((job) => job.scheduled);
    if (scheduled.length === 0) return { notApplicable: 'No background job is scheduled' };
    const [workers] = backgroundWorkers ?? [];
    if (!workers) return { notRun: 'Whether the scheduler is there was not read' };
    if (workers.schedulers > 0) return [];
    if ((secondsSince(workers.serverStartedAt, nowMs) ?? 0) < START_SECONDS)
      return {
        notRun: 'The server started less than three minutes ago: its schedulers may not have yet',
        isWaiting: true,
      };
    return [finding(workers, scheduled, artifacts, context)];
  },
});

function finding(
  workers: Workers,
  scheduled: readonly Row<'jobs'>[],
  artifacts: Artifacts,
  context: RuleContext,
): Finding {
  const { server, nowMs } = context;
  const newest = scheduled.reduce<string | null>(
    (latest, { lastStartedAt }) => ((lastStartedAt ?? '') > (latest ?? '') ? lastStartedAt : latest),
    null,
  );
  const destroys = scheduled.some((job) => wouldDestroyHistory(job, artifacts));
  const advice = destroys ? null : adviceOf(workers, scheduled, context);
  return {
    subject: ['database', server.databaseName],
    // TimescaleDB's own maintenance alone is missed by nobody for long.
    severity: scheduled.every(isMaintenanceJob) ? 'notice' : 'critical',
    confidence: 'high',
    title: `Start the scheduler of background jobs in ${server.databaseName}`,
    detail: `${counted(scheduled.length, 'job waits', 'jobs wait')} for a scheduler that is not there. ${causeOf(workers, artifacts.settings)}${destroys ? DESTROYS_HISTORY : ''}`,
    facts: {
      schedulers: workers.schedulers,
      launchers: workers.launchers,
      waitingJobs: scheduled.length,
      sinceStartSeconds: secondsSince(newest, nowMs),
    },
    impact: {
      prevents: 'policies that do nothing, without any error',
      basis: 'Not estimated: it depends on what the jobs have to do.',
    },
    ...(advice && { advice }),
  };
}

function causeOf({ launchers, isRestoring }: Workers, settings: readonly Row<'settings'>[] | null): string {
  if (isRestoring)
    return 'timescaledb.restoring is on, as timescaledb_pre_restore() leaves it: while it is, nothing is scheduled. SELECT timescaledb_post_restore(); ends it, once the restore is done.';
  if (launchers > 0)
    return 'It has ended, as after a crash, a failed update or stop_background_workers(), and is not started again by itself.';
  const preloaded = settings?.find(({ name }) => name === 'shared_preload_libraries')?.setting;
  return typeof preloaded === 'string' && !preloaded.includes('timescaledb')
    ? 'Nor is the launcher: shared_preload_libraries does not name timescaledb. Add it and restart PostgreSQL.'
    : 'Nor is the launcher, which starts it: the log of the server says why, and a restart of PostgreSQL starts both. It ends at once where timescaledb.max_background_workers is 0.';
}

/** Only a launcher can start it, and while restoring none may. */
function adviceOf(
  { launchers, isRestoring }: Workers,
  scheduled: readonly Row<'jobs'>[],
  { server }: RuleContext,
): Advice | null {
  const { timescale } = server;
  if (!timescale || launchers === 0 || isRestoring) return null;
  const deletesData = scheduled.some((job) => jobKind(job) === 'retention');
  return {
    steps: [
      {
        sql: startBackgroundWorkers(timescale),
        transaction: 'own',
        lock: { mode: 'none', on: 'the launcher, by a message', blocks: 'nothing' },
        duration: { seconds: 1, basis: 'one message between processes' },
        rewrites: false,
      },
    ],
    undo: [{ sql: stopBackgroundWorkers(timescale), note: 'Jobs that run then are cancelled.' }],
    verify: { sql: countSchedulers(), expect: '1 — the scheduler of this database' },
    worsens: 'Everything that is due starts at once, as many jobs at a time as there are workers.',
    role: 'superuser',
    notRehearsable: NOT_REHEARSABLE,
    deletesData,
    note: `${deletesData ? 'Retention policies that are due delete chunks then. ' : ''}Without a free background worker the scheduler does not start either: the function answers false.`,
  };
}
