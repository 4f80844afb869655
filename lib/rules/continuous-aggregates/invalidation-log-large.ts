import type { Row } from '@/lib/collect/snapshot';
import { sourceChunks, widestBucketUnits } from '@/lib/derive/aggregate-axis';
import { presentUnits } from '@/lib/derive/present';
import { count, counted } from '@/lib/format/count';
import {
  countSourceChanges,
  pointBeforeNow,
  pointLiteral,
  refreshAggregate,
} from '@/lib/sql/continuous-aggregate';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { refreshLock } from '../shared/continuous-aggregates/refresh-steps';

/** CAG-5: a refresh reads and merges all of them, and each write of the source may add one. */
const MANY_RANGES = 100_000;
/** TimescaleDB refuses less than two buckets; a third is for where a bucket begins. */
const LEAST_BUCKETS = 3;

type Aggregate = Row<'continuousAggregates'>;
type Artifacts = Needed<'hypertables' | 'continuousAggregates', 'chunks'>;

export default defineRule({
  meta: {
    id: 'continuous-aggregates/invalidation-log-large',
    title: 'Changes that aggregates have to take up pile up',
    why: 'Every write to old rows notes the range that it changed, and only a refresh takes the notes away. Where none runs, or none reaches as far, they pile up in the catalog, and the next refresh has all of them to read and merge.',
    source: 'https://github.com/timescale/timescaledb/issues/2867',
    needs: ['hypertables', 'continuousAggregates'],
    wants: ['chunks'],
    facts: {
      sourcePendingRanges: {
        label: 'Changes of the source that no refresh has read',
        source: '_timescaledb_catalog.continuous_aggs_hypertable_invalidation_log',
      },
      pendingRanges: {
        label: 'Ranges of the aggregate that wait',
        source: '_timescaledb_catalog.continuous_aggs_materialization_invalidation_log',
      },
    },
  },
  check(artifacts, context) {
    const { continuousAggregates } = artifacts;
    if (continuousAggregates.length === 0) return { notApplicable: 'There is no continuous aggregate' };
    // All aggregates of a source share its log.
    const perSource = new Map(
      continuousAggregates.map((aggregate) => [aggregate.sourceHypertableId, aggregate]),
    );
    return [
      ...[...perSource.values()]
        .filter(({ sourcePendingRanges }) => sourcePendingRanges > MANY_RANGES)
        .flatMap((aggregate) => sourceFinding(aggregate, artifacts, context)),
      ...continuousAggregates
        .filter(({ pendingRanges }) => pendingRanges > MANY_RANGES)
        .map(aggregateFinding),
    ];
  },
});

function sourceFinding(
  { sourceHypertableId, sourcePendingRanges }: Aggregate,
  artifacts: Artifacts,
  context: RuleContext,
): Finding[] {
  const { hypertables, continuousAggregates } = artifacts;
  const source = hypertables.find(({ hypertableId }) => hypertableId === sourceHypertableId);
  const fed = continuousAggregates.filter((other) => other.sourceHypertableId === sourceHypertableId);
  // The smallest buckets have the least to compute.
  const [finest] = [...fed].sort((a, b) => (widestBucketUnits(a) ?? 0) - (widestBucketUnits(b) ?? 0));
  if (!source || !finest) return [];
  const advice = readLog(finest, artifacts, context);
  return [
    {
      subject: [source.schema, source.name],
      severity: 'warning',
      confidence: 'high',
      title: `Let a refresh read the changes of ${source.schema}.${source.name}`,
      detail: `${count(sourcePendingRanges)} changes of it wait to be read, and each refresh of any of its ${counted(fed.length, 'aggregate')} reads all of them: none has run for long. Give every one of them a refresh policy that runs.`,
      facts: { sourcePendingRanges },
      impact: {
        prevents: 'a first refresh that takes long, and a catalog that grows with every write',
        basis: `Not estimated: ${count(sourcePendingRanges)} rows of the log, which a refresh merges.`,
      },
      ...(advice && { advice }),
    },
  ];
}

/** A refresh of the newest buckets reads the whole log, and does little else. */
function readLog(
  aggregate: Aggregate,
  { hypertables, chunks }: Artifacts,
  context: RuleContext,
): Advice | null {
  const axis = hypertables.find(({ hypertableId }) => hypertableId === aggregate.hypertableId);
  const bucket = widestBucketUnits(aggregate);
  const present = axis && chunks ? presentUnits(axis, sourceChunks(aggregate, chunks), context.nowMs) : null;
  if (!axis || bucket === null || context.server.timescale?.license !== 'timescale') return null;
  if (axis.isIntegerTime && present === null) return null;
  const before = (buckets: number) =>
    axis.isIntegerTime
      ? pointLiteral((present ?? 0) - buckets * bucket, axis.timeColumnType)
      : pointBeforeNow(Math.round((buckets * bucket) / 1_000_000), axis.timeColumnType);
  return {
    steps: [
      {
        sql: refreshAggregate(aggregate, before(1 + LEAST_BUCKETS), before(1)),
        transaction: 'none',
        lock: refreshLock(aggregate, context),
        rewrites: false,
      },
    ],
    undo: { impossible: 'Nothing is lost: the changes are noted for each aggregate then, merged.' },
    verify: {
      sql: countSourceChanges(aggregate.sourceHypertableId, MANY_RANGES),
      expect: 'true — the second column says how many are left',
    },
    worsens: 'Reads and merges the log, and computes a few buckets.',
    role: `owner of ${aggregate.schema}.${aggregate.name}`,
    deletesData: false,
    note: 'It refreshes the newest buckets only; what has changed before is noted for every aggregate of the source and waits for a refresh that reaches it. VACUUM _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log, as its owner, gives the space back.',
  };
}

function aggregateFinding({ schema, name, pendingRanges }: Aggregate): Finding {
  return {
    subject: [schema, name],
    severity: 'warning',
    confidence: 'high',
    title: `Refresh what ${schema}.${name} has never taken up`,
    detail: `${count(pendingRanges)} ranges of it wait for a refresh, because no policy’s window reaches them. Refresh the time where old rows change once by hand, in parts, or widen the window; not over a time whose source rows are dropped, which would delete its buckets.`,
    facts: { pendingRanges },
    impact: {
      prevents: 'answers that differ from their source, and refreshes that read the log for nothing',
      basis: `Not estimated: ${count(pendingRanges)} rows of the log.`,
    },
  };
}
