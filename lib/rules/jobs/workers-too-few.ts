import type { Row } from '@/lib/collect/snapshot';
import { counted } from '@/lib/format/count';
import { defineRule, type Finding, type RuleContext, type Severity } from '../rule';
import { NO_WORKERS } from '../shared/jobs/without-workers';
import { numberOf, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

const BACKGROUND = 'timescaledb.max_background_workers';
const PROCESSES = 'max_worker_processes';
const PARALLEL = 'max_parallel_workers';

/** One launcher for the server. */
const LAUNCHERS = 1;
/** timescaledb-tune adds three to the documented sum; logical replication's launcher takes one of them for good. */
const SPARE = 3;
/** The scheduler gets to what is due within a moment. */
const JUST_DUE_MS = 60_000;
/** A value within 5 % of the need is left alone. */
const TOLERANCE_RATIO = 0.95;

const WORKER_COSTS =
  'Each worker that runs takes memory as a session does: work_mem for every sort and hash of its query.';

type Setting = Row<'settings'>;
interface Need {
  /** Databases that may have TimescaleDB: each that allows connections and is no template. */
  readonly databases: number;
  /** Most jobs of this database that run at once; those of other databases are not known. */
  readonly jobsAtOnce: number;
}

export default defineRule({
  meta: {
    id: 'jobs/workers-too-few',
    title: 'Jobs may find no background worker',
    why: 'Jobs that are due at once each need a process of a pool that parallel queries and the schedulers use as well. Where it is empty a job does not start, and is tried again later: policies fall behind without an error of their own.',
    source: 'https://www.tigerdata.com/docs/deploy/self-hosted/configuration/about-configuration',
    needs: ['settings', 'databases', 'jobs'],
    facts: {
      workers: { label: 'Set now', source: 'pg_settings' },
      neededWorkers: { label: 'Needed', source: 'databases + jobs at once, or the sum of the two pools' },
      databases: { label: 'Databases', source: 'pg_database' },
      jobsAtOnce: { label: 'Jobs of this database at once', source: '_timescaledb_internal.bgw_job_stat' },
      parallelWorkers: { label: 'For parallel queries', source: 'pg_settings: max_parallel_workers' },
    },
  },
  check({ settings, databases, jobs }, { server, nowMs }) {
    if (server.engine === 'embedded') return NO_WORKERS;
    const scheduled = jobs.filter((job) => job.scheduled);
    if (scheduled.length === 0) return { notApplicable: 'No background job is scheduled' };
    const [background, processes, parallel] = [BACKGROUND, PROCESSES, PARALLEL].map((name) =>
      settings.find((setting) => setting.name === name),
    );
    if (!background || !processes || !parallel)
      return { notRun: `${BACKGROUND}: not among the settings, so TimescaleDB was not preloaded` };
    const need = {
      databases: databases.filter(({ allowsConnections, isTemplate }) => allowsConnections && !isTemplate)
        .length,
      jobsAtOnce: jobsAtOnce(scheduled, nowMs),
    };
    return [
      ...backgroundFinding(background, need, server),
      ...processFinding(processes, background, parallel, need, server),
    ];
  },
});

/** What runs or is due now, or what runs on average: each needs a worker. Starts to come can be spread: see starts-together. */
function jobsAtOnce(jobs: readonly Row<'jobs'>[], nowMs: number): number {
  const lastStart = Math.max(
    ...jobs.flatMap(({ lastStartedAt }) => (lastStartedAt ? Date.parse(lastStartedAt) : [])),
  );
  const isAlive = jobs.some(({ isRunning }) => isRunning);
  const due = jobs
    .flatMap(({ nextStartAt, isRunning }) =>
      nextStartAt === null || isRunning ? [] : [Date.parse(nextStartAt)],
    )
    .filter((start) => start <= nowMs)
    // What is overdue while no job at all has started since waits for the scheduler, not for a worker.
    .filter((start) => isAlive || start <= lastStart || start >= nowMs - JUST_DUE_MS).length;
  const busy = jobs.reduce(
    (sum, { averageSuccessSeconds, scheduleIntervalSeconds }) =>
      sum + Math.min(1, (averageSuccessSeconds ?? 0) / scheduleIntervalSeconds),
    0,
  );
  const running = jobs.filter(({ isRunning }) => isRunning).length;
  return Math.max(1, running + due, Math.ceil(busy));
}

/** By the vendor's rule, a launcher, a scheduler for each database, and the jobs at once. */
const workersFor = ({ databases, jobsAtOnce }: Need) => LAUNCHERS + databases + jobsAtOnce;

function backgroundFinding(setting: Setting, need: Need, server: RuleContext['server']): Finding[] {
  const workers = numberOf(setting);
  const needed = workersFor(need);
  if (workers >= TOLERANCE_RATIO * needed) return [];
  // Whether the other databases have TimescaleDB cannot be seen from here; this one has.
  const alone = workersFor({ ...need, databases: 1 });
  return [
    {
      subject: [BACKGROUND],
      severity: backgroundSeverity(workers, alone),
      confidence: workers < alone ? 'high' : 'low',
      title: `Raise ${BACKGROUND} from ${workers} to ${needed}`,
      detail: `The launcher, ${counted(need.databases, 'scheduler')} (one for each database) and ${counted(need.jobsAtOnce, 'job')} at once need ${needed} workers.${workers < alone ? '' : ' If no other database has TimescaleDB, there are enough.'}${settingLimits(setting)}`,
      facts: { workers, neededWorkers: needed, ...need },
      impact: {
        prevents: 'jobs that start late or never',
        basis: `${LAUNCHERS} launcher + ${counted(need.databases, 'scheduler')} + ${counted(need.jobsAtOnce, 'job')} = ${needed}; jobs of other databases are not known and come on top.`,
      },
      ...settingAdvice({ setting, value: needed, worsens: WORKER_COSTS }, server),
    },
  ];
}

function backgroundSeverity(workers: number, alone: number): Severity {
  // A launcher and this database's scheduler are all that fits: no job ever starts.
  if (workers <= LAUNCHERS + 1) return 'critical';
  return workers < alone ? 'warning' : 'notice';
}

function processFinding(
  processes: Setting,
  background: Setting,
  parallel: Setting,
  need: Need,
  server: RuleContext['server'],
): Finding[] {
  const [workers, parallelWorkers] = [numberOf(processes), numberOf(parallel)];
  const pool = Math.max(numberOf(background), workersFor(need));
  if (workers >= TOLERANCE_RATIO * (pool + parallelWorkers)) return [];
  const advised = pool + parallelWorkers + SPARE;
  return [
    {
      subject: [PROCESSES],
      severity: 'warning',
      confidence: 'high',
      title: `Raise ${PROCESSES} from ${workers} to ${advised}`,
      detail: `TimescaleDB may take ${pool} processes and parallel queries ${parallelWorkers}, but the server starts ${workers} in all: under load jobs find none.${settingLimits(processes)}`,
      facts: { workers, neededWorkers: pool + parallelWorkers, parallelWorkers, ...need },
      impact: {
        prevents: 'jobs that do not start while queries run in parallel',
        basis: `${pool} for TimescaleDB + ${parallelWorkers} for parallel queries = ${pool + parallelWorkers}, and ${SPARE} to spare as timescaledb-tune has it.`,
      },
      ...settingAdvice({ setting: processes, value: advised, worsens: WORKER_COSTS }, server),
    },
  ];
}
