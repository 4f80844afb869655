import type { Row } from '@/lib/collect/snapshot';
import { sourceChunks, widestBucketUnits } from '@/lib/derive/aggregate-axis';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { keptUnits } from '@/lib/derive/dropped-reach';
import { longestReach } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
import { firstStart, unreadBefore } from '@/lib/derive/unread-history';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { countUnreadBefore } from '@/lib/sql/continuous-aggregate';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { refreshSteps } from '../shared/continuous-aggregates/refresh-steps';

/** A refresh takes whole buckets only; it overlaps what was refreshed already by so many, which costs nothing. */
const OVERLAP_BUCKETS = 2;

type Artifacts = Needed<'hypertables' | 'chunks' | 'policies' | 'continuousAggregates', never>;

interface Gap {
  readonly aggregate: Row<'continuousAggregates'>;
  readonly axis: Row<'hypertables'>;
  readonly bucket: number;
  /** Where refreshes begin. */
  readonly from: number;
  readonly first: number;
  /** At least one: whole chunks of the source that lie before that. */
  readonly missed: readonly Row<'chunks'>[];
}

export default defineRule({
  meta: {
    id: 'continuous-aggregates/history-missing',
    title: 'A continuous aggregate lacks older rows that its source still has',
    why: 'A refresh policy fills only its window. Once it has run, not even a real-time aggregate computes what is older: answers begin where the first window began, and no run ever takes the rest up.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/continuous-aggregates/real-time-aggregates/',
    needs: ['hypertables', 'chunks', 'policies', 'continuousAggregates'],
    facts: {
      missedChunks: {
        label: 'Source chunks that it lacks as a whole',
        source: '_timescaledb_catalog.continuous_aggs_materialization_invalidation_log',
      },
      missedBytes: { label: 'Their size', source: 'pg_total_relation_size' },
      missedSeconds: { label: 'They reach back from its first bucket', source: '_timescaledb_catalog.chunk' },
      missedUnits: { label: 'They reach back from its first bucket', source: '_timescaledb_catalog.chunk' },
    },
  },
  check(artifacts, context) {
    const { continuousAggregates } = artifacts;
    if (continuousAggregates.length === 0) return { notApplicable: 'There is no continuous aggregate' };
    return continuousAggregates
      .filter(({ isNeverMaterialized }) => !isNeverMaterialized)
      .flatMap((aggregate) => gapOf(aggregate, artifacts, context.nowMs) ?? [])
      .map((gap) => finding(gap, context));
  },
});

/** Only whole chunks prove that rows are missing: of one that was refreshed in part, the rest may be empty. */
function gapOf(
  aggregate: Row<'continuousAggregates'>,
  { hypertables, chunks, policies }: Artifacts,
  nowMs: number,
): Gap | null {
  const axis = hypertables.find(({ hypertableId }) => hypertableId === aggregate.hypertableId);
  const bucket = widestBucketUnits(aggregate);
  const from = aggregate.refreshedFromUnits;
  const present = axis && presentUnits(axis, sourceChunks(aggregate, chunks), nowMs);
  const kept = keptUnits(aggregate.hypertableId, hypertables, policies);
  if (!axis || bucket === null || from === null || typeof present !== 'number' || kept === null) return null;
  // What a policy reaches it takes up by itself, and what the aggregate drops it need not have.
  const reach = Math.max(0, ...reachesOf(aggregate, policies));
  const missed = unreadBefore(aggregate, chunks, from).filter(
    ({ rangeStartUnits, rangeEndUnits }) =>
      rangeStartUnits !== null &&
      rangeEndUnits !== null &&
      rangeEndUnits <= from &&
      rangeEndUnits <= present - reach &&
      rangeStartUnits >= present - kept,
  );
  const first = firstStart(missed);
  return first === null ? null : { aggregate, axis, bucket, from, first, missed };
}

/** How far back scheduled policies look; infinite without a start_offset. */
const reachesOf = ({ hypertableId }: Row<'continuousAggregates'>, policies: readonly Row<'policies'>[]) =>
  policies
    .filter((policy) => policy.kind === 'refresh' && policy.scheduled && policy.hypertableId === hypertableId)
    .map(longestReach);

function finding({ aggregate, axis, bucket, from, first, missed }: Gap, context: RuleContext): Finding {
  const { schema, name, isMaterializedOnly } = aggregate;
  const missedBytes = chunkBytes(missed);
  const back = from - first;
  return {
    subject: [schema, name],
    severity: 'warning',
    // Rows that queries saw until a refresh hid them are missed; an aggregate that never showed them may be meant so.
    confidence: isMaterializedOnly ? 'medium' : 'high',
    title: `Fill in the history of ${schema}.${name}`,
    detail: `Refreshes have looked at nothing before its first bucket, and its source still has ${counted(missed.length, 'chunk')} with ${bytes(missedBytes)} from up to ${distanceText(back, axis.isIntegerTime)} before that. ${isMaterializedOnly ? 'Its answers lack these rows.' : 'Its answers lack these rows although it is a real-time aggregate: that computes only what is newer than its newest bucket.'} No policy reaches back so far.`,
    facts: {
      missedChunks: missed.length,
      missedBytes,
      ...distanceFact('missed', back, axis.isIntegerTime),
    },
    impact: {
      prevents: 'answers that silently begin too late',
      basis: `${counted(missed.length, 'chunk')} of the source lie wholly before what refreshes have looked at: ${count(missedBytes)} bytes.`,
    },
    ...(context.server.timescale?.license === 'timescale' && {
      advice: fill({ aggregate, axis, bucket, from, first, missed }, missedBytes, context),
    }),
  };
}

function fill(
  { aggregate, axis, bucket, from, first }: Gap,
  sourceBytes: number,
  context: RuleContext,
): Advice {
  return {
    precheck: {
      sql: countUnreadBefore(aggregate.hypertableId, first),
      expect: '1 — no refresh has looked at it yet',
    },
    steps: refreshSteps(
      {
        aggregate,
        axis,
        fromUnits: first - bucket,
        firstUnits: first,
        untilUnits: from + OVERLAP_BUCKETS * bucket,
        endUnits: null,
        bucketUnits: bucket,
        sourceBytes,
      },
      context,
    ),
    undo: { impossible: 'Nothing to take back: the aggregate then says what its source says.' },
    verify: {
      sql: countUnreadBefore(aggregate.hypertableId, first),
      expect: '0 — refreshes have looked at it, whether there were rows for it or not',
    },
    worsens: `Reads ${bytes(sourceBytes)} of its source once; run it when the server is quiet.`,
    role: `owner of ${aggregate.schema}.${aggregate.name}`,
    deletesData: false,
    note: 'It begins at the first chunk that the source still has: a refresh over what is dropped would delete buckets. An aggregate that is meant to hold only recent buckets wants a retention policy of its own, which says so.',
  };
}
