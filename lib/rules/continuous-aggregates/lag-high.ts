import type { Row } from '@/lib/collect/snapshot';
import {
  materializableUntil,
  refreshedUntil,
  sourceChunks,
  widestBucketUnits,
} from '@/lib/derive/aggregate-axis';
import { unitsBefore } from '@/lib/derive/calendar-span';
import { endDistance, endUnits, intervalUnits } from '@/lib/derive/policy-distance';
import { secondsSince } from '@/lib/derive/seconds-since';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { catchUp } from '../shared/continuous-aggregates/catch-up';
import { jobState } from '../shared/jobs/job-state';
import { causeInJob } from '../shared/jobs/unscheduled';

/** CAG-2: three and ten schedule intervals beyond what the policy leaves out by design. */
const HIGH_SCHEDULES = 3;
const CRITICAL_SCHEDULES = 10;
/** Below this the lag of a policy that runs every few seconds is within our own sight: chunks are read every five minutes. */
const LEAST_UNITS = 600_000_000;

type Artifacts = Needed<'hypertables' | 'chunks' | 'policies' | 'continuousAggregates', 'jobs'>;

interface Lag {
  readonly aggregate: Row<'continuousAggregates'>;
  readonly axis: Row<'hypertables'>;
  readonly job: Row<'jobs'> | undefined;
  readonly policy: Row<'policies'>;
  /** Up to where refreshes have got. */
  readonly refreshed: number;
  /** Up to where it could be. */
  readonly until: number;
  readonly bucket: number;
  /** What the policy leaves out by design: its end_offset and the bucket that is not full. */
  readonly byDesign: number;
  /** One schedule interval; of integer time, which has no clock, the larger of bucket and chunk interval. */
  readonly schedule: number;
  readonly beyond: number;
  /** Chunks of the source that should be materialised as a whole and are not at all. */
  readonly missedChunks: readonly Row<'chunks'>[];
}

export default defineRule({
  meta: {
    id: 'continuous-aggregates/lag-high',
    title: 'A continuous aggregate lags behind its refresh policy',
    why: 'Its policy promises rows up to a certain age, and they are not there. A materialised-only aggregate answers without them; a real-time one computes them in every query, more with every hour.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/continuous-aggregates/refresh-policies/',
    needs: ['hypertables', 'chunks', 'policies', 'continuousAggregates'],
    wants: ['jobs'],
    facts: {
      lagSeconds: {
        label: 'Behind its source by',
        source: '_timescaledb_catalog.continuous_aggs_materialization_invalidation_log',
      },
      lagUnits: {
        label: 'Behind its source by',
        source: '_timescaledb_catalog.continuous_aggs_materialization_invalidation_log',
      },
      byDesignSeconds: {
        label: 'Of it by design: end_offset and a bucket',
        source: 'timescaledb_information.jobs.config',
      },
      byDesignUnits: {
        label: 'Of it by design: end_offset and a bucket',
        source: 'timescaledb_information.jobs.config',
      },
      scheduleSeconds: { label: 'Refreshed every', source: 'timescaledb_information.jobs' },
      missedChunks: { label: 'Source chunks not materialised at all', source: '_timescaledb_catalog.chunk' },
      sinceSuccessSeconds: {
        label: 'Since its job last succeeded',
        source: '_timescaledb_internal.bgw_job_stat',
      },
    },
  },
  check(artifacts, context) {
    const { policies, continuousAggregates } = artifacts;
    if (!policies.some(({ kind }) => kind === 'refresh'))
      return { notApplicable: 'No continuous aggregate has a refresh policy' };
    return continuousAggregates
      .flatMap((aggregate) => lagOf(aggregate, artifacts, context.nowMs) ?? [])
      .filter((lag) => isBehind(lag, artifacts, context.nowMs))
      .map((lag) => finding(lag, artifacts, context));
  },
});

function lagOf(
  aggregate: Row<'continuousAggregates'>,
  { hypertables, chunks, policies, continuousAggregates, jobs }: Artifacts,
  nowMs: number,
): Lag | null {
  const axis = hypertables.find(({ hypertableId }) => hypertableId === aggregate.hypertableId);
  const bucket = widestBucketUnits(aggregate);
  const refreshed = aggregate.isNeverMaterialized ? null : refreshedUntil(aggregate);
  // A paused policy promises nothing; that it is paused is another rule's finding. So is "never materialised".
  const policy = freshest(
    policies.filter(
      (one) => one.kind === 'refresh' && one.scheduled && one.hypertableId === aggregate.hypertableId,
    ),
  );
  if (!axis || !policy || bucket === null || refreshed === null) return null;
  const until = materializableUntil(aggregate, axis, continuousAggregates, chunks, nowMs);
  if (until === null) return null;
  const end = endDistance(policy);
  const byDesign = end === null ? 0 : unitsBefore(nowMs, end) + bucket;
  const source = hypertables.find(({ hypertableId }) => hypertableId === aggregate.sourceHypertableId);
  const schedule = axis.isIntegerTime
    ? Math.max(bucket, (source && intervalUnits(source)) ?? 0)
    : policy.scheduleIntervalSeconds * 1_000_000;
  const missedChunks = sourceChunks(aggregate, chunks).filter(
    ({ rangeStartUnits, rangeEndUnits }) =>
      rangeStartUnits !== null &&
      rangeEndUnits !== null &&
      rangeStartUnits >= refreshed &&
      rangeEndUnits <= until - byDesign - schedule,
  );
  const job = jobs?.find(({ jobId }) => jobId === policy.jobId);
  const beyond = until - refreshed - byDesign;
  return { aggregate, axis, job, policy, refreshed, until, bucket, byDesign, schedule, beyond, missedChunks };
}

/** Of several policies on one aggregate, the one that keeps its newest part. */
function freshest(policies: readonly Row<'policies'>[]): Row<'policies'> | undefined {
  const end = (policy: Row<'policies'>) => endUnits(policy) ?? Number.NEGATIVE_INFINITY;
  return [...policies].reduce<Row<'policies'> | undefined>(
    (best, policy) => (best === undefined || end(policy) < end(best) ? policy : best),
    undefined,
  );
}

/**
 * A source without new rows looks like a lag. A whole source chunk that no refresh has looked at proves one; without
 * such a chunk a job that works is believed.
 */
function isBehind(lag: Lag, { chunks }: Artifacts, nowMs: number): boolean {
  const { aggregate, axis, refreshed, until, byDesign, beyond, schedule, missedChunks, job, policy } = lag;
  if (beyond <= HIGH_SCHEDULES * schedule || (!axis.isIntegerTime && beyond <= LEAST_UNITS)) return false;
  if (missedChunks.length > 0) return true;
  const sinceSuccess = secondsSince(job?.lastSucceededAt, nowMs);
  const works =
    sinceSuccess !== null &&
    sinceSuccess <= HIGH_SCHEDULES * policy.scheduleIntervalSeconds + (job?.lastRunSeconds ?? 0);
  return (
    !works &&
    sourceChunks(aggregate, chunks).some(
      ({ rangeStartUnits, rangeEndUnits }) =>
        (rangeEndUnits ?? until) > refreshed && (rangeStartUnits ?? refreshed) < until - byDesign,
    )
  );
}

function finding(lag: Lag, artifacts: Artifacts, context: RuleContext): Finding {
  const { aggregate, axis, policy, until, refreshed, byDesign, schedule, beyond, missedChunks, job } = lag;
  const { schema, name, isMaterializedOnly } = aggregate;
  const isLong = beyond > CRITICAL_SCHEDULES * schedule;
  const words = (units: number) => distanceText(units, axis.isIntegerTime);
  const advice = adviceOf(lag, artifacts, context);
  return {
    subject: [schema, name],
    // Stale answers weigh more than slow ones.
    severity: isMaterializedOnly ? (isLong ? 'critical' : 'warning') : isLong ? 'warning' : 'notice',
    confidence: missedChunks.length > 0 && !axis.isIntegerTime ? 'high' : 'medium',
    title: `Bring ${schema}.${name} up to date`,
    detail: `It is ${words(until - refreshed)} behind its source, where its policy allows ${words(byDesign + schedule)}. ${jobState(job, context)}`,
    facts: {
      ...distanceFact('lag', until - refreshed, axis.isIntegerTime),
      ...distanceFact('byDesign', byDesign, axis.isIntegerTime),
      scheduleSeconds: policy.scheduleIntervalSeconds,
      missedChunks: missedChunks.length,
      sinceSuccessSeconds: secondsSince(job?.lastSucceededAt, context.nowMs),
    },
    impact: {
      prevents: isMaterializedOnly
        ? 'answers that lack the newest rows'
        : 'aggregating the same rows in every query',
      basis: `Not estimated: ${words(beyond)} of the source wait to be aggregated; what a query loses by it depends on the query.`,
    },
    ...causeInJob(job, context),
    ...(advice && { advice }),
  };
}

function adviceOf(lag: Lag, { chunks }: Artifacts, context: RuleContext): Advice | undefined {
  const { aggregate, axis, policy, refreshed, until, bucket } = lag;
  if (context.server.timescale?.license !== 'timescale') return undefined;
  return catchUp(
    { aggregate, axis, refreshed, until, endUnits: endUnits(policy) ?? 0, bucketUnits: bucket },
    chunks,
    {
      expect: 'true — refreshes have got further, whether they found rows or not',
      note: `If the policy keeps lagging, its job ${policy.jobId} fails, finds no free worker, or takes longer than its schedule: the findings about jobs say which.${aggregate.isMaterializedOnly ? '' : ' Until then ALTER MATERIALIZED VIEW … SET (timescaledb.materialized_only = true) spares every query the part that is not materialised, at the price of answers without it.'}`,
    },
    context,
  );
}
