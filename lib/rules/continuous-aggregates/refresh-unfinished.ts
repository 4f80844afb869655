import type { Row } from '@/lib/collect/snapshot';
import { sourceChunks, widestBucketUnits } from '@/lib/derive/aggregate-axis';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { keptUnits } from '@/lib/derive/dropped-reach';
import { presentUnits } from '@/lib/derive/present';
import { count, counted } from '@/lib/format/count';
import { countUnfinishedRanges, pointLiteral, refreshAggregate } from '@/lib/sql/continuous-aggregate';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { refreshLock } from '../shared/continuous-aggregates/refresh-steps';

/** From 2.26.3 on running refreshes are noted elsewhere, and no refresh takes up what was left here before. */
const LEFT_FOR_EVER_SINCE = 2_026_003;
/** Grouping speed that the duration is estimated with. */
const BYTES_PER_SECOND = 50_000_000;

type Artifacts = Needed<'hypertables' | 'continuousAggregates' | 'policies', 'jobs' | 'chunks'>;

export default defineRule({
  meta: {
    id: 'continuous-aggregates/refresh-unfinished',
    title: 'A refresh was interrupted and left a range undone',
    why: 'A refresh first takes the changes of a range off the list and then computes it. Where it is ended in between, the range is on no list of changes any more, and its buckets stay as they were.',
    source: 'https://github.com/timescale/timescaledb/issues/8607',
    needs: ['hypertables', 'continuousAggregates', 'policies'],
    wants: ['jobs', 'chunks'],
    facts: {
      unfinishedRanges: {
        label: 'Ranges taken up and not computed',
        source: '_timescaledb_catalog.continuous_aggs_materialization_ranges',
      },
      spanSeconds: {
        label: 'From the first to the last of them',
        source: '_timescaledb_catalog.continuous_aggs_materialization_ranges',
      },
      spanUnits: {
        label: 'From the first to the last of them',
        source: '_timescaledb_catalog.continuous_aggs_materialization_ranges',
      },
    },
  },
  check(artifacts, context) {
    const { continuousAggregates } = artifacts;
    if (continuousAggregates.length === 0) return { notApplicable: 'There is no continuous aggregate' };
    return continuousAggregates
      .filter((aggregate) => aggregate.unfinishedRanges > 0 && !isRefreshing(aggregate, artifacts))
      .flatMap((aggregate) => finding(aggregate, artifacts, context));
  },
});

/** While a refresh runs its ranges are unfinished, as they should be. */
function isRefreshing(aggregate: Row<'continuousAggregates'>, { jobs, policies }: Artifacts): boolean {
  const own = policies.filter(
    ({ kind, hypertableId }) => kind === 'refresh' && hypertableId === aggregate.hypertableId,
  );
  return (
    aggregate.isBeingWritten ||
    own.some(({ jobId }) => jobs?.some((job) => job.jobId === jobId && job.isRunning))
  );
}

function finding(
  aggregate: Row<'continuousAggregates'>,
  artifacts: Artifacts,
  context: RuleContext,
): Finding[] {
  const {
    schema,
    name,
    unfinishedRanges,
    unfinishedFromUnits: from,
    unfinishedUntilUnits: until,
  } = aggregate;
  const axis = artifacts.hypertables.find(({ hypertableId }) => hypertableId === aggregate.hypertableId);
  if (!axis || from === null || until === null) return [];
  const isLeft = (context.server.timescale?.versionNumber ?? 0) >= LEFT_FOR_EVER_SINCE;
  const isKept = isStillThere(aggregate, axis, from, artifacts, context);
  const advice = isLeft || !isKept ? null : finish(aggregate, axis, from, until, artifacts, context);
  return [
    {
      subject: [schema, name],
      severity: 'warning',
      // Between two of its transactions a running refresh leaves no trace but this.
      confidence: 'medium',
      title: `Finish the interrupted refresh of ${schema}.${name}`,
      detail: `${counted(unfinishedRanges, 'range')} of ${distanceText(until - from, axis.isIntegerTime)} in all was taken up by a refresh and never computed, and nothing refreshes it now.${
        isLeft
          ? ' This version no longer takes up such ranges: refresh the range with force => true, then a superuser deletes its row from _timescaledb_catalog.continuous_aggs_materialization_ranges.'
          : ' The next refresh whose window covers it takes it up.'
      }${isKept ? '' : ' Its source no longer has all rows of that time: a refresh there would delete buckets that cannot be computed again.'}`,
      facts: { unfinishedRanges, ...distanceFact('span', until - from, axis.isIntegerTime) },
      impact: {
        prevents: 'buckets that differ from their source for ever',
        basis: 'Not estimated: how many rows have changed there is not recorded any more.',
      },
      ...(advice && { advice }),
    },
  ];
}

/** Whether the source still has all rows from a bucket before this point on. */
function isStillThere(
  aggregate: Row<'continuousAggregates'>,
  axis: Row<'hypertables'>,
  from: number,
  { hypertables, policies, chunks }: Artifacts,
  { nowMs }: RuleContext,
): boolean {
  const kept = keptUnits(aggregate.sourceHypertableId, hypertables, policies);
  if (kept === Number.POSITIVE_INFINITY) return true;
  const present = chunks && presentUnits(axis, sourceChunks(aggregate, chunks), nowMs);
  return kept !== null && present !== null && from - (widestBucketUnits(aggregate) ?? 0) >= present - kept;
}

function finish(
  aggregate: Row<'continuousAggregates'>,
  axis: Row<'hypertables'>,
  from: number,
  until: number,
  { chunks }: Artifacts,
  context: RuleContext,
): Advice | null {
  const bucket = widestBucketUnits(aggregate);
  if (bucket === null || context.server.timescale?.license !== 'timescale') return null;
  const touched = (chunks ? sourceChunks(aggregate, chunks) : []).filter(
    ({ rangeStartUnits, rangeEndUnits }) =>
      (rangeEndUnits ?? until) > from && (rangeStartUnits ?? from) < until,
  );
  // A refresh takes only whole buckets, and where one begins depends on its origin and zone.
  const point = (units: number) => pointLiteral(units, axis.timeColumnType);
  return {
    steps: [
      {
        sql: refreshAggregate(aggregate, point(from - bucket), point(until + bucket)),
        transaction: 'none',
        lock: refreshLock(aggregate, context),
        ...(chunks && {
          duration: {
            seconds: Math.max(1, Math.ceil(chunkBytes(touched) / BYTES_PER_SECOND)),
            basis: `${count(chunkBytes(touched))} bytes of the source at 50 MB a second`,
          },
        }),
        rewrites: false,
      },
    ],
    undo: { impossible: 'Nothing is lost: the aggregate then says what its source says.' },
    verify: {
      sql: countUnfinishedRanges(aggregate.hypertableId),
      expect: '0 — nothing was taken up that is not computed',
    },
    worsens: 'Reads and aggregates that part of the source while it runs.',
    role: `owner of ${aggregate.schema}.${aggregate.name}`,
    deletesData: false,
    note: 'If refreshes are interrupted again and again, their jobs reach max_runtime, or sessions are ended by a timeout.',
  };
}
