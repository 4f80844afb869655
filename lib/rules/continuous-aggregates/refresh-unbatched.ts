import type { Row } from '@/lib/collect/snapshot';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { changePolicies } from '../shared/jobs/change-policy';

/** Batches came with 2.19; until 2.20 a policy without them refreshes its whole window in one transaction. */
const BATCHES_SINCE = 2_019_000;
/** From 2.21 to 2.24 a policy takes one bucket at a time unless told otherwise, … */
const ONE_BUCKET_SINCE = 2_021_000;
/** … from 2.25 on ten. */
const TEN_BUCKETS_SINCE = 2_025_000;
const ADVISED_BUCKETS = 10;
/** Our grading: a job that works half of the time soon does not end before it is due again. */
const BUSY_RATIO = 0.5;
/** A transaction of ten minutes keeps vacuum from everything that is written meanwhile. */
const LONG_SECONDS = 600;

export default defineRule({
  meta: {
    id: 'continuous-aggregates/refresh-unbatched',
    title: 'A refresh policy works in batches of the wrong size',
    why: 'A refresh of the whole window in one transaction keeps its locks and holds vacuum back until it ends, and starts again from nothing if it fails. One bucket at a time costs a transaction for each, which is slow where buckets are small.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/continuous-aggregates/refresh-policies/',
    needs: ['continuousAggregates', 'policies', 'jobs'],
    facts: {
      averageRunSeconds: { label: 'A run takes on average', source: '_timescaledb_internal.bgw_job_stat' },
      lastRunSeconds: { label: 'The last run took', source: '_timescaledb_internal.bgw_job_stat' },
      scheduleSeconds: { label: 'To run every', source: 'timescaledb_information.jobs' },
      bucketsPerBatch: {
        label: 'Buckets a batch (– is all at once)',
        source: 'timescaledb_information.jobs.config',
      },
    },
  },
  check({ continuousAggregates, policies, jobs }, context) {
    const version = context.server.timescale?.versionNumber ?? 0;
    if (version < BATCHES_SINCE) return { notApplicable: 'Batches of refreshes came with TimescaleDB 2.19' };
    if (version >= TEN_BUCKETS_SINCE)
      return { notApplicable: 'From TimescaleDB 2.25 on policies take ten buckets at a time' };
    return policies.flatMap((policy) => {
      const aggregate = continuousAggregates.find(({ hypertableId }) => hypertableId === policy.hypertableId);
      const job = jobs.find(({ jobId }) => jobId === policy.jobId);
      const batch = batchOf(policy, version);
      const isWrong = version < ONE_BUCKET_SINCE ? batch === null : batch === 1;
      return policy.kind === 'refresh' && policy.scheduled && aggregate && job && isWrong && isSlow(job)
        ? [finding({ aggregate, policy, job, batch }, context)]
        : [];
    });
  },
});

interface Slow {
  readonly aggregate: Row<'continuousAggregates'>;
  readonly policy: Row<'policies'>;
  readonly job: Row<'jobs'>;
  readonly batch: number | null;
}

/** Null is the whole window at once. */
function batchOf({ config }: Row<'policies'>, version: number): number | null {
  const { buckets_per_batch: batch } = config;
  if (typeof batch !== 'number') return version < ONE_BUCKET_SINCE ? null : 1;
  return batch === 0 ? null : batch;
}

const isSlow = ({ averageSuccessSeconds, lastRunSeconds, scheduleIntervalSeconds }: Row<'jobs'>) =>
  (averageSuccessSeconds ?? 0) > BUSY_RATIO * scheduleIntervalSeconds ||
  Math.min(averageSuccessSeconds ?? 0, lastRunSeconds ?? 0) > LONG_SECONDS;

function finding({ aggregate, policy, job, batch }: Slow, { server }: RuleContext): Finding {
  const { schema, name } = aggregate;
  return {
    subject: [schema, name, `job ${job.jobId}`],
    severity: 'notice',
    confidence: 'medium',
    title: `Refresh ${schema}.${name} in batches of ${counted(ADVISED_BUCKETS, 'bucket')}`,
    detail: `A run of its job ${job.jobId} takes ${duration(job.averageSuccessSeconds)} on average, every ${duration(job.scheduleIntervalSeconds)}, and ${batch === null ? 'is one transaction for the whole window' : 'makes a transaction for every bucket that has changed'}.`,
    facts: {
      averageRunSeconds: job.averageSuccessSeconds,
      lastRunSeconds: job.lastRunSeconds,
      scheduleSeconds: job.scheduleIntervalSeconds,
      bucketsPerBatch: batch,
    },
    impact: {
      prevents:
        batch === null ? 'transactions that hold vacuum back' : 'runs that are not over when the next is due',
      basis: 'Not estimated: how long a run takes with other batches was not measured here.',
    },
    ...(server.timescale?.license === 'timescale' && { advice: inBatches(aggregate, policy) }),
  };
}

function inBatches({ owner }: Row<'continuousAggregates'>, policy: Row<'policies'>): Advice {
  return changePolicies([policy], 'buckets_per_batch', ADVISED_BUCKETS, {
    worsens: 'Readers may see part of a run: the batches that are committed.',
    owner,
    note: `${ADVISED_BUCKETS} is the default from TimescaleDB 2.25 on. It counts from the next run. If runs stay long, more rows have changed than expected: look for late rows that reach far back.`,
  });
}
