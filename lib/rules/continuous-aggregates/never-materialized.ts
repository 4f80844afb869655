import type { Row } from '@/lib/collect/snapshot';
import { materializableUntil, sourceChunks, widestBucketUnits } from '@/lib/derive/aggregate-axis';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { endUnits } from '@/lib/derive/policy-distance';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { countMaterializedChunks, refreshedPast } from '@/lib/sql/continuous-aggregate';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { refreshSteps } from '../shared/continuous-aggregates/refresh-steps';

type Artifacts = Needed<'hypertables' | 'chunks' | 'policies' | 'continuousAggregates', 'jobs'>;

interface Empty {
  readonly aggregate: Row<'continuousAggregates'>;
  readonly axis: Row<'hypertables'>;
  readonly policy: Row<'policies'> | undefined;
  readonly until: number;
  readonly end: number;
  readonly bucket: number;
  /** Source chunks that begin early enough to fill a bucket. */
  readonly due: readonly Row<'chunks'>[];
}

export default defineRule({
  meta: {
    id: 'continuous-aggregates/never-materialized',
    title: 'A continuous aggregate was never materialised',
    why: 'It holds no rows at all. A materialised-only aggregate answers every query with nothing; a real-time one aggregates the whole source each time, slower than without it.',
    source:
      'https://docs.tigerdata.com/use-timescale/latest/continuous-aggregates/create-a-continuous-aggregate/',
    needs: ['hypertables', 'chunks', 'policies', 'continuousAggregates'],
    wants: ['jobs'],
    facts: {
      sourceChunks: { label: 'Source chunks to aggregate', source: '_timescaledb_catalog.chunk' },
      sourceBytes: { label: 'Their size', source: 'pg_total_relation_size' },
      refreshPolicies: { label: 'Refresh policies', source: 'timescaledb_information.jobs' },
    },
  },
  check(artifacts, context) {
    const { continuousAggregates } = artifacts;
    if (continuousAggregates.length === 0) return { notApplicable: 'There is no continuous aggregate' };
    return continuousAggregates
      .filter(({ isNeverMaterialized }) => isNeverMaterialized)
      .flatMap((aggregate) => emptyOf(aggregate, artifacts, context.nowMs) ?? [])
      .map((empty) => finding(empty, artifacts, context));
  },
});

function emptyOf(
  aggregate: Row<'continuousAggregates'>,
  { hypertables, chunks, policies, continuousAggregates, jobs }: Artifacts,
  nowMs: number,
): Empty | null {
  const axis = hypertables.find(({ hypertableId }) => hypertableId === aggregate.hypertableId);
  const bucket = widestBucketUnits(aggregate);
  const until = axis && materializableUntil(aggregate, axis, continuousAggregates, chunks, nowMs);
  if (!axis || bucket === null || until === null || until === undefined) return null;
  const policy = policies.find(
    (one) => one.kind === 'refresh' && one.scheduled && one.hypertableId === aggregate.hypertableId,
  );
  const job = jobs?.find(({ jobId }) => jobId === policy?.jobId);
  // A new policy's first run is still to come, or is going on.
  if (policy && job && (!job.totalRuns || job.isRunning)) return null;
  const end = Math.max((policy && endUnits(policy)) ?? 0, bucket);
  const due = sourceChunks(aggregate, chunks).filter(
    (chunk) =>
      chunk.rangeStartUnits !== null &&
      chunk.rangeStartUnits < until - end - bucket &&
      !wasLookedAt(chunk.rangeStartUnits, aggregate),
  );
  return due.length === 0 ? null : { aggregate, axis, policy, until, end, bucket, due };
}

/** Where a refresh has looked and found nothing, there is nothing to find: rows that its WHERE leaves out, or deleted ones. */
function wasLookedAt(
  startUnits: number,
  { refreshedFromUnits, refreshedUntilUnits }: Row<'continuousAggregates'>,
): boolean {
  return (
    refreshedFromUnits !== null &&
    refreshedUntilUnits !== null &&
    startUnits >= refreshedFromUnits &&
    startUnits < refreshedUntilUnits
  );
}

function finding(empty: Empty, { policies }: Artifacts, context: RuleContext): Finding {
  const { aggregate, policy, due } = empty;
  const { schema, name, isMaterializedOnly } = aggregate;
  const sourceBytes = chunkBytes(due);
  const wasRefreshed = aggregate.refreshedUntilUnits !== null;
  const advice = firstRefresh(empty, sourceBytes, context);
  return {
    subject: [schema, name],
    severity: 'warning',
    // What was refreshed had no rows for it; perhaps nothing has.
    confidence: wasRefreshed ? 'medium' : 'high',
    title: `Materialise ${schema}.${name}`,
    detail: `It holds nothing, while its source has ${bytes(sourceBytes)} in ${counted(due.length, 'chunk')}. ${isMaterializedOnly ? 'Every query of it answers no rows.' : 'Every query of it aggregates all of them.'}${wasRefreshed ? ' Refreshes found no rows for it so far, but have not looked at these chunks.' : ''}${policy ? ' Its policy has run and found nothing to refresh inside its window.' : ''}`,
    facts: {
      sourceChunks: due.length,
      sourceBytes,
      refreshPolicies: policies.filter(
        ({ kind, hypertableId }) => kind === 'refresh' && hypertableId === aggregate.hypertableId,
      ).length,
    },
    impact: {
      prevents: isMaterializedOnly ? 'empty answers' : 'aggregating the whole source in every query',
      basis: `Not estimated: how much a query saves depends on how it is asked; without it each reads up to ${count(sourceBytes)} bytes.`,
    },
    ...(advice && { advice }),
  };
}

function firstRefresh(empty: Empty, sourceBytes: number, context: RuleContext): Advice | undefined {
  const { aggregate, axis, until, end, bucket, due } = empty;
  if (context.server.timescale?.license !== 'timescale') return undefined;
  const firstUnits = Math.min(...due.flatMap(({ rangeStartUnits }) => rangeStartUnits ?? []));
  return {
    precheck: {
      sql: countMaterializedChunks(aggregate.hypertableId),
      expect: '0 — it holds nothing that a refresh could delete',
    },
    steps: refreshSteps(
      {
        aggregate,
        axis,
        fromUnits: null,
        firstUnits,
        untilUnits: until - end,
        endUnits: end,
        bucketUnits: bucket,
        sourceBytes,
      },
      context,
    ),
    undo: {
      impossible: 'Nothing to take back: the aggregate then says what its source says.',
    },
    verify: {
      sql: refreshedPast(aggregate.hypertableId, firstUnits),
      expect: 'true — the source was looked at, whether there were rows for it or not',
    },
    worsens: `Reads all of its source once, ${bytes(sourceBytes)}; run it when the server is quiet.`,
    role: `owner of ${aggregate.schema}.${aggregate.name}`,
    deletesData: false,
    note: 'Without a refresh policy it begins to lag again at once.',
  };
}
