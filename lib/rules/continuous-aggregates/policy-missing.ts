import type { Row } from '@/lib/collect/snapshot';
import {
  materializableUntil,
  refreshedUntil,
  rootHypertable,
  sourceChunks,
  widestBucketUnits,
} from '@/lib/derive/aggregate-axis';
import { keptUnits } from '@/lib/derive/dropped-reach';
import { asSpan } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
import { proposeRefreshWindow } from '@/lib/derive/refresh-window';
import { addRefreshPolicy, countRefreshPolicies, removeRefreshPolicy } from '@/lib/sql/continuous-aggregate';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { fillSteps } from '../shared/continuous-aggregates/fill-steps';
import { jobStep } from '../shared/jobs/job-step';

const DAY_UNITS = 86_400_000_000;
/** A source without a new chunk for so long, and materialised to its end, has nothing left to refresh. */
const FINISHED_UNITS = 30 * DAY_UNITS;
/** Up to date to two buckets and a day: someone or something refreshes it, though no policy does. */
const FRESH_BUCKETS = 2;

type Artifacts = Needed<'hypertables' | 'chunks' | 'policies' | 'continuousAggregates', never>;

export default defineRule({
  meta: {
    id: 'continuous-aggregates/policy-missing',
    title: 'No policy refreshes a continuous aggregate',
    why: 'Without a refresh policy an aggregate stays as it was when someone last refreshed it by hand. A materialised-only one silently lacks newer rows; a real-time one computes all of them again in every query.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/continuous-aggregates/refresh-policies/',
    needs: ['hypertables', 'chunks', 'policies', 'continuousAggregates'],
    facts: {
      lagSeconds: {
        label: 'Behind its source by',
        source: '_timescaledb_catalog.continuous_aggs_materialization_invalidation_log',
      },
      lagUnits: {
        label: 'Behind its source by',
        source: '_timescaledb_catalog.continuous_aggs_materialization_invalidation_log',
      },
      bucketSeconds: {
        label: 'Bucket',
        source: '_timescaledb_catalog.continuous_aggs_bucket_function',
      },
      bucketUnits: { label: 'Bucket', source: '_timescaledb_catalog.continuous_aggs_bucket_function' },
      sourcePendingRanges: {
        label: 'Changed ranges that wait',
        source: '_timescaledb_catalog.continuous_aggs_hypertable_invalidation_log',
      },
    },
  },
  check(artifacts, context) {
    const { policies, continuousAggregates } = artifacts;
    if (continuousAggregates.length === 0) return { notApplicable: 'There is no continuous aggregate' };
    const refreshed = new Set(
      policies.filter(({ kind }) => kind === 'refresh').map(({ hypertableId }) => hypertableId),
    );
    return continuousAggregates
      .filter(({ hypertableId }) => !refreshed.has(hypertableId))
      .flatMap((aggregate) => finding(aggregate, artifacts, context) ?? []);
  },
});

function finding(
  aggregate: Row<'continuousAggregates'>,
  artifacts: Artifacts,
  context: RuleContext,
): Finding | null {
  const { hypertables, chunks, continuousAggregates } = artifacts;
  const { schema, name } = aggregate;
  const axis = hypertables.find(({ hypertableId }) => hypertableId === aggregate.hypertableId);
  if (!axis || isFinished(aggregate, axis, chunks, context.nowMs)) return null;
  const until = materializableUntil(aggregate, axis, continuousAggregates, chunks, context.nowMs);
  const bucket = widestBucketUnits(aggregate);
  const refreshed = refreshedUntil(aggregate);
  const lag = until === null || refreshed === null ? null : Math.max(0, until - refreshed);
  const isFresh =
    lag !== null && bucket !== null && lag <= FRESH_BUCKETS * bucket + (axis.isIntegerTime ? 0 : DAY_UNITS);
  const state =
    lag === null
      ? 'It was never refreshed'
      : `It is ${distanceText(lag, axis.isIntegerTime)} behind what its source offers`;
  const advice = policyAdvice(aggregate, axis, artifacts, context);
  return {
    subject: [schema, name],
    severity: isFresh ? 'notice' : 'warning',
    // A job of the user's own, or cron, may refresh it; its watermark is the only trace of that.
    confidence: isFresh ? 'medium' : 'high',
    title: `Add a refresh policy to ${schema}.${name}`,
    detail: `${state}, and no policy refreshes it. ${aggregate.isMaterializedOnly ? 'Queries see materialised rows only.' : 'Queries compute the rest each time.'}`,
    facts: {
      ...distanceFact('lag', lag, axis.isIntegerTime),
      ...distanceFact('bucket', bucket, axis.isIntegerTime),
      sourcePendingRanges: aggregate.sourcePendingRanges,
    },
    impact: {
      prevents: aggregate.isMaterializedOnly
        ? 'answers that lack the newest rows'
        : 'aggregating the same rows in every query',
      basis: 'Not estimated: how much a query saves depends on how it is asked.',
    },
    ...(advice && { advice }),
  };
}

function isFinished(
  aggregate: Row<'continuousAggregates'>,
  axis: Row<'hypertables'>,
  chunks: readonly Row<'chunks'>[],
  nowMs: number,
): boolean {
  const refreshed = refreshedUntil(aggregate);
  if (axis.isIntegerTime || refreshed === null) return false;
  const own = sourceChunks(aggregate, chunks);
  if (own.length === 0) return false;
  const newestEnd = Math.max(...own.flatMap(({ rangeEndUnits }) => rangeEndUnits ?? []));
  const newestStart = Math.max(...own.flatMap(({ rangeStartUnits }) => rangeStartUnits ?? []));
  return newestEnd < nowMs * 1_000 - FINISHED_UNITS && refreshed > newestStart;
}

function policyAdvice(
  aggregate: Row<'continuousAggregates'>,
  axis: Row<'hypertables'>,
  { hypertables, chunks, policies, continuousAggregates }: Artifacts,
  context: RuleContext,
): Advice | null {
  const { server, nowMs } = context;
  const root = rootHypertable(aggregate, hypertables, continuousAggregates);
  // Integer time has no present without the user's "now" function, which the root hypertable holds.
  if (server.timescale?.license !== 'timescale' || (axis.isIntegerTime && !root?.integerNowFunction))
    return null;
  const window = proposeRefreshWindow(aggregate, hypertables, policies);
  if (!window) return null;
  const present = presentUnits(axis, sourceChunks(aggregate, chunks), nowMs);
  const kept = keptUnits(aggregate.hypertableId, hypertables, policies) ?? Number.POSITIVE_INFINITY;
  const fills =
    present === null
      ? []
      : fillSteps({ aggregate, axis, window, presentUnits: present, keptUnits: kept }, chunks, context);
  const below = continuousAggregates.find(
    ({ hypertableId }) => hypertableId === aggregate.sourceHypertableId,
  );
  const words = (units: number) => distanceText(units, axis.isIntegerTime);
  return {
    steps: [
      ...fills,
      jobStep(
        addRefreshPolicy(aggregate, {
          startOffset: asSpan(window.startUnits, axis),
          endOffset: asSpan(window.endUnits, axis),
          scheduleSeconds: window.scheduleSeconds,
        }),
      ),
    ],
    undo: [
      {
        sql: removeRefreshPolicy(aggregate),
        stays: 'What was materialised meanwhile stays.',
      },
    ],
    verify: {
      sql: countRefreshPolicies(aggregate.hypertableId),
      expect: '1 — one policy job',
    },
    worsens: 'Each run reads the changed ranges of the source and writes the aggregate.',
    role: `owner of ${aggregate.schema}.${aggregate.name}`,
    deletesData: false,
    note: `It refreshes from ${words(window.startUnits)} to ${words(window.endUnits)} ago. ${fillWords(fills.length, below?.isNeverMaterialized ?? false)}`,
  };
}

function fillWords(fills: number, isOnEmpty: boolean): string {
  if (isOnEmpty)
    return 'The aggregate that it reads holds nothing yet: materialise that first, or the first run passes over its history for good.';
  return fills === 0
    ? 'Nothing older waits to be refreshed.'
    : 'What is older is refreshed first, as above: once the policy has run, queries no longer compute it, and no run ever takes it up.';
}
