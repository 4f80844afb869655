import type { Row } from '@/lib/collect/snapshot';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { countJobStarts, setJobInitialStart, setJobNextStart } from '@/lib/sql/job';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { jobStep } from '../shared/jobs/job-step';
import { startingTogether } from '../shared/jobs/starting-together';
import { withoutWorkers } from '../shared/jobs/without-workers';

const BACKGROUND = 'timescaledb.max_background_workers';
/** The launcher and the scheduler of this database have theirs for good. */
const TAKEN_WORKERS = 2;
/** A queue that is gone after a minute nobody notices. */
const WAIT_SECONDS = 60;
/** Far enough apart for most runs, and close enough that no job moves by hours. */
const GAP_SECONDS = 120;
/** No job moves by more than a quarter of its interval. */
const MOST_SHIFT_RATIO = 0.25;
/** alter_job can move the slots of a fixed schedule since then. */
const MOVES_SLOTS_SINCE = 2_012_000;

type Job = Row<'jobs'>;

export default defineRule({
  meta: {
    id: 'jobs/starts-together',
    title: 'Many background jobs start in the same minute',
    why: 'Jobs that were made together are due together. All workers are busy with them for a while and idle for the rest of the hour, the last ones wait, and queries feel every run at once.',
    source: 'https://docs.tigerdata.com/api/latest/jobs-automation/alter_job/',
    needs: ['jobs', 'settings'],
    facts: {
      jobsTogether: {
        label: 'Jobs that start within a minute',
        source: '_timescaledb_internal.bgw_job_stat',
      },
      freeWorkers: {
        label: 'Workers for jobs',
        source: 'pg_settings: timescaledb.max_background_workers − launcher − scheduler',
      },
      longestWaitSeconds: {
        label: 'The last of them waits about',
        source: 'their average runs, shared among the workers',
      },
      untilStartSeconds: { label: 'They start in', source: '_timescaledb_internal.bgw_job_stat' },
    },
  },
  check({ jobs, settings }, context) {
    const none = withoutWorkers(context.server);
    if (none) return none;
    const scheduled = jobs.filter((job) => job.scheduled);
    if (scheduled.length === 0) return { notApplicable: 'No background job is scheduled' };
    const workers = settings.find(({ name }) => name === BACKGROUND)?.setting;
    if (!workers)
      return { notRun: `${BACKGROUND}: not among the settings, so TimescaleDB was not preloaded` };
    const free = Math.max(1, Number(workers) - TAKEN_WORKERS);
    const together = startingTogether(scheduled, context.nowMs);
    const wait = longestWait(together, free);
    return together.length >= free && wait > WAIT_SECONDS ? [finding(together, free, wait, context)] : [];
  },
});

/** When the last one starts, if each takes the worker that is free first. Runs that are not known take no time. */
function longestWait(jobs: readonly Job[], workers: number): number {
  const freeAt = Array.from({ length: workers }, () => 0);
  return jobs.reduce((longest, { averageSuccessSeconds }) => {
    const start = Math.min(...freeAt);
    freeAt[freeAt.indexOf(start)] = start + (averageSuccessSeconds ?? 0);
    return Math.max(longest, start);
  }, 0);
}

function finding(together: readonly Job[], free: number, wait: number, context: RuleContext): Finding {
  const { server, nowMs } = context;
  const [first] = together;
  const until = (Date.parse(first?.nextStartAt ?? '') - nowMs) / 1_000;
  const advice = adviceOf(together, context);
  return {
    subject: ['database', server.databaseName],
    severity: 'notice',
    confidence: 'medium',
    title: `Spread the starts of ${counted(together.length, 'job')} in ${server.databaseName}`,
    detail: `${counted(together.length, 'job starts', 'jobs start')} within a minute, in ${duration(until)}, and ${counted(free, 'worker is', 'workers are')} there for them: by the time they usually take, the last one starts ${duration(wait)} late.`,
    facts: {
      jobsTogether: together.length,
      freeWorkers: free,
      longestWaitSeconds: Math.round(wait),
      untilStartSeconds: Math.round(until),
    },
    impact: {
      prevents: 'jobs that start late, and load that comes all at once',
      basis: `${together.length} average runs, one after the other on ${free} workers: the last begins after ${Math.round(wait)} seconds.`,
    },
    ...(advice && { advice }),
  };
}

function adviceOf(together: readonly Job[], { server: { timescale } }: RuleContext): Advice | null {
  const [first, ...others] = together;
  if (timescale?.license !== 'timescale' || !first?.nextStartAt) return null;
  if (timescale.versionNumber < MOVES_SLOTS_SINCE && together.some(isFixed)) return null;
  const moved = others.map((job, at) => {
    const places = Math.floor((MOST_SHIFT_RATIO * job.scheduleIntervalSeconds) / GAP_SECONDS);
    return { job, places, shift: GAP_SECONDS * (1 + (at % Math.max(1, places))) };
  });
  // The slots of a job that runs every few minutes are too close for it.
  if (moved.some(({ places }) => places === 0)) return null;
  return {
    steps: moved.map(({ job, shift }) => jobStep(startAt(job, shift))),
    undo: moved.map(({ job }) => ({ sql: startAt(job, 0) })),
    verify: {
      sql: countJobStarts(
        together.map(({ jobId }) => jobId),
        first.nextStartAt,
      ),
      expect: '1 — one of them starts in that minute',
    },
    worsens: 'Each of them runs at another minute than before: tell those who count on it.',
    role: 'owner of each job',
    deletesData: false,
    note: 'Jobs on a fixed schedule get other slots; the others start later once, and keep their distance because each run follows the end of the one before.',
  };
}

const isFixed = ({ fixedSchedule, initialStartAt }: Job) => fixedSchedule && initialStartAt !== null;

function startAt(job: Job, shiftSeconds: number) {
  const moved = (at: string) => new Date(Date.parse(at) + shiftSeconds * 1_000).toISOString();
  return isFixed(job)
    ? setJobInitialStart(job.jobId, moved(job.initialStartAt ?? ''))
    : setJobNextStart(job.jobId, moved(job.nextStartAt ?? ''));
}
