import type { Row } from '@/lib/collect/snapshot';
import {
  materializableUntil,
  refreshedUntil,
  sourceChunks,
  widestBucketUnits,
} from '@/lib/derive/aggregate-axis';
import { longestUnits } from '@/lib/derive/calendar-span';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { pastAge } from '@/lib/derive/past-age';
import { ageUnits, endDistance } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { catchUp } from '../shared/continuous-aggregates/catch-up';

const DAY_UNITS = 86_400_000_000;
/** A weekend: whoever reads this on Friday evening still has time on Monday. */
const SOON_UNITS = 3 * DAY_UNITS;
/** Of a short age half is soon enough; a refresh that works is never so late. */
const SOON_RATIO = 0.5;
/** One that is due, and one that fails. */
const RUNS_TO_SPARE = 2;

type Artifacts = Needed<'hypertables' | 'chunks' | 'policies' | 'continuousAggregates', never>;

interface Loss {
  readonly aggregate: Row<'continuousAggregates'>;
  readonly axis: Row<'hypertables'>;
  readonly source: Row<'hypertables'>;
  readonly retention: Row<'policies'>;
  readonly refreshed: number;
  /** At least one. */
  readonly chunks: readonly Row<'chunks'>[];
  /** Until the first of them is old enough to be dropped; negative where it is already. */
  readonly untilDrop: number;
}

/** What was never materialised at all is another rule's finding. */
export default defineRule({
  meta: {
    id: 'retention/drops-before-materialized',
    title: 'Retention drops rows that an aggregate has not taken up',
    why: 'What is dropped from the source before a refresh has read it never reaches the aggregate, and nothing computes it afterwards. Policies run by their own clocks: retention does not wait for a refresh that is late.',
    source:
      'https://docs.tigerdata.com/use-timescale/latest/data-retention/data-retention-with-continuous-aggregates/',
    needs: ['hypertables', 'chunks', 'policies', 'continuousAggregates'],
    facts: {
      chunksAtRisk: { label: 'Chunks that go before they are read', source: '_timescaledb_catalog.chunk' },
      bytesAtRisk: { label: 'Their size', source: 'pg_total_relation_size' },
      untilDropSeconds: {
        label: 'Until the first of them is dropped',
        source: 'age of retention − age of chunk',
      },
      untilDropUnits: {
        label: 'Until the first of them is dropped',
        source: 'age of retention − age of chunk',
      },
    },
  },
  check(artifacts, context) {
    const { continuousAggregates, policies } = artifacts;
    if (continuousAggregates.length === 0) return { notApplicable: 'There is no continuous aggregate' };
    if (!policies.some(({ kind, scheduled }) => kind === 'retention' && scheduled))
      return { notApplicable: 'No retention policy is scheduled' };
    return continuousAggregates
      .filter(({ isNeverMaterialized }) => !isNeverMaterialized)
      .flatMap((aggregate) => lossOf(aggregate, artifacts, context.nowMs) ?? [])
      .map((loss) => finding(loss, artifacts, context));
  },
});

function lossOf(
  aggregate: Row<'continuousAggregates'>,
  { hypertables, chunks, policies }: Artifacts,
  nowMs: number,
): Loss | null {
  const of = (id: number) => hypertables.find(({ hypertableId }) => hypertableId === id);
  const [axis, source] = [of(aggregate.hypertableId), of(aggregate.sourceHypertableId)];
  const retention = policies.find(
    ({ kind, hypertableId, scheduled }) =>
      kind === 'retention' && hypertableId === aggregate.sourceHypertableId && scheduled,
  );
  const refreshed = refreshedUntil(aggregate);
  const age = retention ? ageUnits(retention) : null;
  if (!axis || !source || !retention || refreshed === null || age === null) return null;
  const own = sourceChunks(aggregate, chunks);
  const past = pastAge(retention, source, own, nowMs);
  if (!past) return null;
  const soon =
    source.isIntegerTime && !retention.byCreation ? SOON_RATIO * age : Math.min(SOON_UNITS, SOON_RATIO * age);
  const present = presentUnits(axis, own, nowMs) ?? 0;
  const due = dueAfter(aggregate, axis, policies);
  const going = own.filter(
    (chunk) =>
      (chunk.rangeEndUnits ?? Number.POSITIVE_INFINITY) > refreshed &&
      past(chunk) >= -soon &&
      // What a refresh reads next is not late, unless it comes after the drop.
      (due >= age || present - (chunk.rangeEndUnits ?? present) > due),
  );
  if (going.length === 0) return null;
  const untilDrop = -Math.max(...going.map(past));
  return { aggregate, axis, source, retention, refreshed, chunks: going, untilDrop };
}

/** The age at which a scheduled refresh has read a chunk, with a run to spare; 0 without a policy. */
function dueAfter(
  aggregate: Row<'continuousAggregates'>,
  axis: Row<'hypertables'>,
  policies: readonly Row<'policies'>[],
): number {
  const due = policies
    .filter(
      ({ kind, hypertableId, scheduled }) =>
        kind === 'refresh' && hypertableId === aggregate.hypertableId && scheduled,
    )
    .map((policy) => {
      const end = endDistance(policy);
      const runs = axis.isIntegerTime ? 0 : RUNS_TO_SPARE * policy.scheduleIntervalSeconds * 1_000_000;
      return (end ? longestUnits(end) : 0) + (widestBucketUnits(aggregate) ?? 0) + runs;
    });
  return due.length === 0 ? 0 : Math.min(...due);
}

function finding(loss: Loss, artifacts: Artifacts, context: RuleContext): Finding {
  const { aggregate, axis, source, retention, chunks, untilDrop } = loss;
  const { schema, name } = aggregate;
  // An age by creation is a time, whatever the dimension is.
  const isInteger = axis.isIntegerTime && !retention.byCreation;
  const advice = takeUp(loss, artifacts, context);
  const size = chunkBytes(chunks);
  return {
    subject: [schema, name],
    severity: isInteger || untilDrop > DAY_UNITS ? 'warning' : 'critical',
    confidence: isInteger || retention.byCreation ? 'medium' : 'high',
    title: `Refresh ${schema}.${name} before its source rows are dropped`,
    detail: `${counted(chunks.length, 'chunk')} of ${source.schema}.${source.name} with ${bytes(size)} ${chunks.length === 1 ? 'was' : 'were'} not read by a refresh to the end, and retention drops the first ${untilDrop <= 0 ? 'with its next run' : `in ${distanceText(untilDrop, isInteger)}`}.`,
    facts: {
      chunksAtRisk: chunks.length,
      bytesAtRisk: size,
      ...distanceFact('untilDrop', untilDrop, isInteger),
    },
    impact: {
      prevents: 'buckets that can never be computed',
      bytesAtRisk: size,
      basis: `${counted(chunks.length, 'chunk')} that end after the last refresh and are old enough soon: ${size} bytes.`,
    },
    ...(advice && { advice }),
  };
}

function takeUp(
  { aggregate, axis, retention, refreshed }: Loss,
  { chunks, policies, continuousAggregates }: Artifacts,
  context: RuleContext,
): Advice | null {
  const bucket = widestBucketUnits(aggregate);
  const until = materializableUntil(aggregate, axis, continuousAggregates, chunks, context.nowMs);
  if (bucket === null || until === null || context.server.timescale?.license !== 'timescale') return null;
  const ends = policies
    .filter(({ kind, hypertableId }) => kind === 'refresh' && hypertableId === aggregate.hypertableId)
    .map((policy) => endDistance(policy))
    .map((end) => (end ? longestUnits(end) : 0));
  return catchUp(
    {
      aggregate,
      axis,
      refreshed,
      until,
      endUnits: ends.length > 0 ? Math.min(...ends) : bucket,
      bucketUnits: bucket,
    },
    chunks,
    {
      expect: 'true — refreshes have got further',
      note: `If that takes longer than there is time, pause retention first: SELECT alter_job(${retention.jobId}, scheduled => false), and true afterwards. Then let a refresh policy run more often than chunks get old.`,
    },
    context,
  );
}
