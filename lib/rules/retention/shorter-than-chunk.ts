import type { Row } from '@/lib/collect/snapshot';
import { widestBucketUnits } from '@/lib/derive/aggregate-axis';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { ageUnits, intervalUnits } from '@/lib/derive/policy-distance';
import { roundIntervals } from '@/lib/derive/round-intervals';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type Impact, type RuleContext } from '../rule';
import { intervalAdvice } from '../shared/intervals/interval-advice';

/** A value within 5 % of the advice is left alone. */
const TOLERANCE_RATIO = 0.95;

interface Mismatch {
  readonly policy: Row<'policies'>;
  readonly hypertable: Row<'hypertables'>;
  readonly after: number;
  readonly interval: number;
  /** The shorter interval to give it; null where there is none. */
  readonly fitting: number | null;
}

export default defineRule({
  meta: {
    id: 'retention/shorter-than-chunk',
    title: 'Retention is shorter than a chunk',
    why: 'Retention drops whole chunks. A chunk that spans more time than is to be kept stays until its newest row is old enough, so old rows outlive the policy by up to a chunk interval.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/data-retention/about-data-retention/',
    needs: ['hypertables', 'policies'],
    wants: ['chunks', 'continuousAggregates'],
    facts: {
      dropAfterSeconds: { label: 'Policy drops after', source: 'timescaledb_information.jobs.config' },
      dropAfterUnits: { label: 'Policy drops after', source: 'timescaledb_information.jobs.config' },
      chunkIntervalSeconds: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
      chunkIntervalUnits: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
      longestKeptSeconds: {
        label: 'Rows live up to',
        source: 'policy’s age + chunk interval',
      },
      longestKeptUnits: { label: 'Rows live up to', source: 'policy’s age + chunk interval' },
    },
  },
  check({ hypertables, policies, chunks, continuousAggregates }, context) {
    const retentions = policies.filter(({ kind }) => kind === 'retention');
    if (retentions.length === 0) return { notApplicable: 'There is no retention policy' };
    return retentions
      .flatMap((policy) => mismatchOf(policy, hypertables, continuousAggregates))
      .map((mismatch) => finding(mismatch, chunks, context));
  },
});

function mismatchOf(
  policy: Row<'policies'>,
  hypertables: readonly Row<'hypertables'>[],
  aggregates: readonly Row<'continuousAggregates'>[] | null,
): Mismatch[] {
  const hypertable = hypertables.find(({ hypertableId }) => hypertableId === policy.hypertableId);
  const after = ageUnits(policy);
  const interval = hypertable ? intervalUnits(hypertable) : null;
  if (!hypertable || after === null || interval === null) return [];
  // How long ago an integer chunk was created has no measure in its interval.
  if (policy.byCreation && hypertable.isIntegerTime) return [];
  if (after >= TOLERANCE_RATIO * interval) return [];
  // Dropped by creation, a row lives for the age less the time its chunk was open: a quarter keeps most of the age.
  const longest = policy.byCreation ? after / 4 : after;
  return [{ policy, hypertable, after, interval, fitting: fittingInterval(hypertable, longest, aggregates) }];
}

/**
 * The longest round interval up to `longest`. Null for an aggregate whose bucket is not shorter, because a chunk of it
 * then holds one bucket or none, and for a date column, of which a day is the least.
 */
function fittingInterval(
  hypertable: Row<'hypertables'>,
  longest: number,
  aggregates: readonly Row<'continuousAggregates'>[] | null,
): number | null {
  const aggregate = aggregates?.find(({ hypertableId }) => hypertableId === hypertable.hypertableId);
  const bucket = aggregate ? widestBucketUnits(aggregate) : null;
  if (hypertable.kind === 'continuous-aggregate' && (bucket === null || longest <= bucket)) return null;
  if (hypertable.isIntegerTime) return Math.floor(longest);
  const round = roundIntervals(hypertable).find((one) => one <= longest && one > (bucket ?? 0));
  return round ?? (hypertable.timeColumnType === 'date' ? null : Math.floor(longest));
}

function finding(
  { policy, hypertable, after, interval, fitting }: Mismatch,
  chunks: readonly Row<'chunks'>[] | null,
  { server }: RuleContext,
): Finding {
  const { schema, name, isIntegerTime } = hypertable;
  const isDate = hypertable.timeColumnType === 'date' && hypertable.kind === 'hypertable';
  const advice = server.timescale && fitting !== null ? shorterInterval(hypertable, fitting, interval) : null;
  const words = (units: number) => distanceText(units, isIntegerTime);
  return {
    subject: [schema, name],
    severity: policy.byCreation ? 'warning' : 'notice',
    confidence: 'high',
    title: `Give ${schema}.${name} chunks no longer than what it keeps`,
    detail: `${
      policy.byCreation
        ? `Chunks are dropped ${words(after)} after they were created but take rows for ${words(interval)}: rows written minutes ago are deleted with them.`
        : `It is to keep ${words(after)}, but a chunk spans ${words(interval)}: its oldest rows live up to ${words(after + interval)}.`
    }${fitting === null ? ` No chunk may be that short: ${isDate ? 'the least of a date is a day' : 'it would hold one bucket of the aggregate or none'}. Keep rows for longer instead.` : ''}`,
    facts: {
      ...distanceFact('dropAfter', after, isIntegerTime),
      ...distanceFact('chunkInterval', interval, isIntegerTime),
      ...distanceFact('longestKept', policy.byCreation ? null : after + interval, isIntegerTime),
    },
    impact: policy.byCreation
      ? {
          prevents: 'rows deleted before their age',
          basis: 'Not estimated: how many rows a chunk takes after its age depends on the writes.',
        }
      : saving(hypertable, fitting, interval, chunks),
    ...(advice && { advice }),
  };
}

/** The interval that rows outlive the policy by shrinks from the old to the new one; half of it on average. */
function saving(
  hypertable: Row<'hypertables'>,
  fitting: number | null,
  interval: number,
  chunks: readonly Row<'chunks'>[] | null,
): Impact {
  const own = chunks?.filter((chunk) => chunk.hypertableId === hypertable.hypertableId && !chunk.isTiered);
  if (fitting === null) return { basis: 'Not estimated: how long rows have to be kept is yours to say.' };
  if (!own || own.length === 0) return { basis: 'Not estimated: no chunk was read.' };
  const total = chunkBytes(own);
  const largest = Math.max(...own.map((chunk) => chunkBytes([chunk])));
  return {
    bytesSaved: {
      low: 0,
      high: Math.round(largest * Math.min(1, 1 - fitting / interval)),
    },
    basis: `Right after a drop nothing is kept too long, right before one up to a chunk is: its ${largest} of ${total} bytes × (1 − new interval ÷ old interval).`,
  };
}

function shorterInterval(hypertable: Row<'hypertables'>, target: number, interval: number): Advice {
  return intervalAdvice(hypertable, target, {
    worsens: `About ${Math.ceil(interval / target)} chunks where there is one now; planning costs a little for each.`,
    note: 'Only chunks that are made from now on get the new interval. If old rows may stay longer, lengthening the retention instead is as good.',
  });
}
