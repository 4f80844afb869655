import type { Row } from '@/lib/collect/snapshot';
import { isMaintenanceJob, jobKind } from '@/lib/derive/job-kind';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { hasJobInterval, setJobInterval } from '@/lib/sql/job';
import { spanText } from '@/lib/sql/span';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { isDataPolicy } from '../shared/jobs/job-impact';
import { jobName } from '../shared/jobs/job-name';
import { jobStep } from '../shared/jobs/job-step';

/** JOB-7: with less than a fifth to spare the next slow run meets the one after it. */
const BUSY_RATIO = 0.8;
/** What the advice leaves free, so that it does not come back next week. */
const ADVISED_RATIO = 0.5;
/** The first runs of a policy catch up with all that was there before it. */
const LEAST_RUNS = 5;

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];
/** What people set. */
const ROUND_SECONDS = [
  ...[1, 2, 5, 10, 15, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * HOUR),
];

type Job = Row<'jobs'>;
type Artifacts = Needed<'jobs', 'hypertables'>;

export default defineRule({
  meta: {
    id: 'jobs/schedule-overrun',
    title: 'A background job takes as long as its schedule allows',
    why: 'A job that is not done when its next run is due keeps a background worker to itself. On a fixed schedule it skips the slots that it misses, on another one each run starts later: it never keeps up with what it was told.',
    source: 'https://docs.tigerdata.com/api/latest/jobs-automation/alter_job/',
    needs: ['jobs'],
    wants: ['hypertables'],
    facts: {
      averageSeconds: { label: 'A successful run takes', source: '_timescaledb_internal.bgw_job_stat' },
      lastRunSeconds: { label: 'The last one took', source: '_timescaledb_internal.bgw_job_stat' },
      scheduleSeconds: { label: 'To run every', source: 'timescaledb_information.jobs' },
      busyRatio: { label: 'Share of its time that it runs', source: 'average ÷ schedule' },
      totalSuccesses: { label: 'Successful runs in all', source: '_timescaledb_internal.bgw_job_stat' },
    },
  },
  check({ jobs, hypertables }, context) {
    const scheduled = jobs.filter((job) => job.scheduled && !isMaintenanceJob(job));
    if (scheduled.length === 0) return { notApplicable: 'No policy and no job of a user is scheduled' };
    const measured = scheduled.filter(({ totalSuccesses }) => (totalSuccesses ?? 0) >= LEAST_RUNS);
    if (measured.length === 0)
      return {
        notRun: `No job has ${LEAST_RUNS} successful runs yet: the first ones catch up`,
        isWaiting: true,
      };
    return measured.filter(overruns).map((job) => finding(job, { jobs, hypertables }, context));
  },
});

/** On average and the last time: one long run in the past is no overrun. */
function overruns({
  averageSuccessSeconds,
  lastRunSeconds,
  lastRunSucceeded,
  scheduleIntervalSeconds,
}: Job): boolean {
  const limit = BUSY_RATIO * scheduleIntervalSeconds;
  const last = lastRunSucceeded ? lastRunSeconds : null;
  return (averageSuccessSeconds ?? 0) > limit && (last ?? averageSuccessSeconds ?? 0) > limit;
}

function finding(job: Job, { hypertables }: Artifacts, context: RuleContext): Finding {
  const { averageSuccessSeconds: average, scheduleIntervalSeconds: schedule } = job;
  const busyRatio = (average ?? 0) / schedule;
  const advice = adviceOf(job, average ?? 0, context);
  return {
    subject: ['job', String(job.jobId)],
    severity: isDataPolicy(job) ? 'warning' : 'notice',
    confidence: 'high',
    title: `Give the ${jobName(job, hypertables)} more time between runs, or less to do`,
    detail: `It is to run every ${duration(schedule)}, and takes ${duration(average)} on average of ${counted(job.totalSuccesses, 'successful run')}: ${busyRatio > 1 ? 'it cannot keep that' : `${Math.round(busyRatio * 100)} % of the time`}. ${remedy(job)}`,
    facts: {
      averageSeconds: average,
      lastRunSeconds: job.lastRunSeconds,
      scheduleSeconds: schedule,
      busyRatio: Math.round(busyRatio * 100) / 100,
      totalSuccesses: job.totalSuccesses,
    },
    impact: {
      prevents: 'a worker that other jobs wait for, and runs that are skipped or late',
      basis: `${average} seconds a run ÷ ${schedule} seconds between two starts = ${busyRatio.toFixed(2)} workers that it keeps busy.`,
    },
    ...(advice && { advice }),
  };
}

function remedy(job: Job): string {
  switch (jobKind(job)) {
    case 'refresh':
      return 'A narrower refresh window, or an aggregate over larger buckets, gives it less to do.';
    case 'columnstore':
      return 'Smaller portions (maxchunks_to_compress) or faster disks shorten a run.';
    default:
      return 'Less to do in a run helps as well.';
  }
}

function adviceOf(job: Job, average: number, { server: { timescale } }: RuleContext): Advice | null {
  const { jobId, scheduleIntervalSeconds: schedule } = job;
  // What counts months does not survive the way through seconds, so it could not be put back.
  if (timescale?.license !== 'timescale' || schedule % 1 !== 0 || schedule >= 28 * DAY) return null;
  const advised = roundUp(average / ADVISED_RATIO);
  return {
    steps: [jobStep(setJobInterval(jobId, advised))],
    undo: [{ sql: setJobInterval(jobId, schedule) }],
    verify: {
      sql: hasJobInterval(jobId, advised),
      expect: `true — it runs every ${spanText(advised)}`,
    },
    worsens: `What it does comes up to ${spanText(advised)} late instead of ${spanText(schedule)}.`,
    role: `owner of job ${jobId} (${job.owner})`,
    deletesData: false,
    note: `Twice what a run takes, rounded up. The present run and the next start stay as they are.`,
  };
}

/** The next of what people set; above half a day whole days. */
const roundUp = (seconds: number): number =>
  ROUND_SECONDS.find((round) => round >= seconds) ?? Math.ceil(seconds / DAY) * DAY;
