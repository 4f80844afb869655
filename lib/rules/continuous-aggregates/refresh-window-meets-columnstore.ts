import type { Row } from '@/lib/collect/snapshot';
import { widestBucketUnits } from '@/lib/derive/aggregate-axis';
import { longestUnits, shortestUnits } from '@/lib/derive/calendar-span';
import { keptUnits } from '@/lib/derive/dropped-reach';
import {
  agedDistance,
  ageUnits,
  asConfigValue,
  endDistance,
  longestReach,
  startUnits,
} from '@/lib/derive/policy-distance';
import { counted } from '@/lib/format/count';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { changePolicies } from '../shared/jobs/change-policy';

/** A value within 5 % of the advice is left alone. */
const TOLERANCE_RATIO = 0.95;
const LEAST_BUCKETS = 2;

interface Meeting {
  readonly aggregate: Row<'continuousAggregates'>;
  readonly axis: Row<'hypertables'>;
  readonly columnstore: Row<'policies'>;
  readonly after: number;
  /** The policies whose windows reach into what is converted; at least one. */
  readonly refreshes: readonly Row<'policies'>[];
  /** The farthest start; null has none. */
  readonly start: number | null;
  /** How far back the aggregate itself and its source have all their rows; infinite without retention, null is not known. */
  readonly kept: number | null;
  readonly sourceKept: number | null;
  readonly partialChunks: number | null;
}

export default defineRule({
  meta: {
    id: 'continuous-aggregates/refresh-window-meets-columnstore',
    title: 'An aggregate is refreshed where its columnstore has converted it',
    why: 'A refresh of a converted chunk decompresses batches, deletes and inserts rows there, and leaves the chunk partly in the row store until the columnstore policy converts it again. Both policies then do the same work over and over.',
    source:
      'https://docs.tigerdata.com/use-timescale/latest/continuous-aggregates/compression-on-continuous-aggregates/',
    needs: ['hypertables', 'policies', 'continuousAggregates'],
    wants: ['chunks'],
    facts: {
      startOffsetSeconds: {
        label: 'Refresh reaches back (– is to the first row)',
        source: 'timescaledb_information.jobs.config',
      },
      startOffsetUnits: {
        label: 'Refresh reaches back (– is to the first row)',
        source: 'timescaledb_information.jobs.config',
      },
      compressAfterSeconds: { label: 'Converted after', source: 'timescaledb_information.jobs.config' },
      compressAfterUnits: { label: 'Converted after', source: 'timescaledb_information.jobs.config' },
      partialChunks: {
        label: 'Chunks that a refresh has written to since',
        source: '_timescaledb_catalog.chunk.status',
      },
    },
  },
  check({ hypertables, policies, continuousAggregates, chunks }, context) {
    if (continuousAggregates.length === 0) return { notApplicable: 'There is no continuous aggregate' };
    return continuousAggregates
      .flatMap((aggregate) => meetingOf(aggregate, hypertables, policies, chunks) ?? [])
      .map((meeting) => finding(meeting, context));
  },
});

function meetingOf(
  aggregate: Row<'continuousAggregates'>,
  hypertables: readonly Row<'hypertables'>[],
  policies: readonly Row<'policies'>[],
  chunks: readonly Row<'chunks'>[] | null,
): Meeting | null {
  const own = policies.filter(
    ({ hypertableId, scheduled }) => hypertableId === aggregate.hypertableId && scheduled,
  );
  // By creation, the age of a chunk says nothing about the time of its rows.
  const columnstore = own.find(({ kind, byCreation }) => kind === 'columnstore' && !byCreation);
  const after = columnstore ? ageUnits(columnstore) : null;
  const axis = hypertables.find(({ hypertableId }) => hypertableId === aggregate.hypertableId);
  if (!axis || !columnstore || after === null) return null;
  const reach = (policy: Row<'policies'>) => startUnits(policy) ?? Number.POSITIVE_INFINITY;
  const refreshes = own.filter(
    (policy) => policy.kind === 'refresh' && after < TOLERANCE_RATIO * reach(policy),
  );
  if (refreshes.length === 0) return null;
  const farthest = Math.max(...refreshes.map(reach));
  return {
    aggregate,
    axis,
    columnstore,
    after,
    refreshes,
    start: Number.isFinite(farthest) ? farthest : null,
    kept: keptUnits(aggregate.hypertableId, hypertables, policies),
    sourceKept: keptUnits(aggregate.sourceHypertableId, hypertables, policies),
    partialChunks:
      chunks?.filter(({ hypertableId, isPartial }) => hypertableId === aggregate.hypertableId && isPartial)
        .length ?? null,
  };
}

function finding(meeting: Meeting, context: RuleContext): Finding {
  const { aggregate, axis, after, start, partialChunks } = meeting;
  const { schema, name } = aggregate;
  const words = (units: number) => distanceText(units, axis.isIntegerTime);
  const advice = context.server.timescale?.license === 'timescale' ? apart(meeting) : null;
  return {
    subject: [schema, name],
    // Only late rows make a refresh touch old buckets; partial chunks show that they do.
    severity: partialChunks ? 'warning' : 'notice',
    confidence: partialChunks ? 'high' : 'medium',
    title: `Keep the refresh and the columnstore of ${schema}.${name} apart`,
    detail: `A refresh reaches back ${start === null ? 'to the first row' : words(start)}, and chunks are converted after ${words(after)}.${partialChunks ? ` ${counted(partialChunks, 'converted chunk was', 'converted chunks were')} written to since.` : ''}${advice ? '' : ' Neither leaves room for the other: what is kept, the age of conversion and the window have to be chosen anew.'}`,
    facts: {
      ...distanceFact('startOffset', start, axis.isIntegerTime),
      ...distanceFact('compressAfter', after, axis.isIntegerTime),
      partialChunks,
    },
    impact: {
      prevents: 'converting, decompressing and converting again',
      basis: 'Not estimated: the work depends on how many rows arrive late.',
    },
    ...(advice && { advice }),
  };
}

/**
 * Converts later where the refresh has a start, unless retention would then drop the chunks before; else gives the
 * refresh a start that is near enough. Null where that leaves no valid window.
 */
function apart({ aggregate, axis, columnstore, after, refreshes, kept, sourceKept }: Meeting): Advice | null {
  const bucket = widestBucketUnits(aggregate) ?? 0;
  const slack = axis.isIntegerTime
    ? 0
    : Math.max(...refreshes.map(({ scheduleIntervalSeconds }) => scheduleIntervalSeconds)) * 1_000_000;
  const start = Math.max(...refreshes.map(longestReach));
  const later = start + Math.max(slack, bucket);
  if (later < (kept ?? 0))
    return changePolicies([columnstore], 'compress_after', asConfigValue(later, axis), {
      worsens: `The aggregate's rows stay in the row store for ${distanceText(later, axis.isIntegerTime)} instead of ${distanceText(after, axis.isIntegerTime)}.`,
      owner: aggregate.owner,
    });
  const age = agedDistance(columnstore);
  const nearer = Math.min((age ? shortestUnits(age) : after) - slack, (sourceKept ?? 0) - bucket);
  const least = (policy: Row<'policies'>) => {
    const end = endDistance(policy);
    return (end ? longestUnits(end) : 0) + LEAST_BUCKETS * bucket;
  };
  if (bucket === 0 || refreshes.some((policy) => nearer < least(policy))) return null;
  const [first, ...more] = refreshes;
  return first
    ? changePolicies([first, ...more], 'start_offset', asConfigValue(nearer, axis), {
        worsens: `Rows that arrive more than ${distanceText(nearer, axis.isIntegerTime)} late no longer reach the aggregate by itself.`,
        owner: aggregate.owner,
      })
    : null;
}
