import type { Row } from '@/lib/collect/snapshot';
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
}

export default defineRule({
  meta: {
    id: 'retention/shorter-than-chunk',
    title: 'Retention is shorter than a chunk',
    why: 'Retention drops whole chunks. A chunk that spans more time than is to be kept stays until its newest row is old enough, so old rows outlive the policy by up to a chunk interval.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/data-retention/about-data-retention/',
    needs: ['hypertables', 'policies'],
    wants: ['chunks'],
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
  check({ hypertables, policies, chunks }, context) {
    const retentions = policies.filter(({ kind }) => kind === 'retention');
    if (retentions.length === 0) return { notApplicable: 'There is no retention policy' };
    return retentions
      .flatMap((policy) => mismatchOf(policy, hypertables))
      .map((mismatch) => finding(mismatch, chunks, context));
  },
});

function mismatchOf(policy: Row<'policies'>, hypertables: readonly Row<'hypertables'>[]): Mismatch[] {
  const hypertable = hypertables.find(({ hypertableId }) => hypertableId === policy.hypertableId);
  const after = ageUnits(policy);
  const interval = hypertable ? intervalUnits(hypertable) : null;
  if (!hypertable || after === null || interval === null) return [];
  // How long ago an integer chunk was created has no measure in its interval.
  if (policy.byCreation && hypertable.isIntegerTime) return [];
  return after < TOLERANCE_RATIO * interval ? [{ policy, hypertable, after, interval }] : [];
}

function finding(
  { policy, hypertable, after, interval }: Mismatch,
  chunks: readonly Row<'chunks'>[] | null,
  { server }: RuleContext,
): Finding {
  const { schema, name, isIntegerTime } = hypertable;
  // Dropped by creation, a row lives for the age less the time its chunk was open: a quarter keeps most of the age.
  const fitting = policy.byCreation ? after / 4 : after;
  const advice = server.timescale ? shorterInterval(hypertable, fitting, interval) : undefined;
  const words = (units: number) => distanceText(units, isIntegerTime);
  return {
    subject: [schema, name],
    severity: policy.byCreation ? 'warning' : 'notice',
    confidence: 'high',
    title: `Give ${schema}.${name} chunks no longer than what it keeps`,
    detail: policy.byCreation
      ? `Chunks are dropped ${words(after)} after they were created but take rows for ${words(interval)}: rows written minutes ago are deleted with them.`
      : `It is to keep ${words(after)}, but a chunk spans ${words(interval)}: its oldest rows live up to ${words(after + interval)}.`,
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
      : saving(hypertable, after, interval, chunks),
    ...(advice && { advice }),
  };
}

/** The interval that rows outlive the policy by shrinks from the old to the new one; half of it on average. */
function saving(
  hypertable: Row<'hypertables'>,
  after: number,
  interval: number,
  chunks: readonly Row<'chunks'>[] | null,
): Impact {
  const own = chunks?.filter((chunk) => chunk.hypertableId === hypertable.hypertableId && !chunk.isTiered);
  if (!own || own.length === 0) return { basis: 'Not estimated: no chunk was read.' };
  const total = chunkBytes(own);
  const largest = Math.max(...own.map((chunk) => chunkBytes([chunk])));
  return {
    bytesSaved: {
      low: 0,
      high: Math.round(largest * Math.min(1, 1 - roundBelow(after, hypertable) / interval)),
    },
    basis: `Right after a drop nothing is kept too long, right before one up to a chunk is: its ${largest} of ${total} bytes × (1 − new interval ÷ old interval).`,
  };
}

function roundBelow(after: number, hypertable: Row<'hypertables'>): number {
  if (hypertable.isIntegerTime) return after;
  return roundIntervals(hypertable).find((round) => round <= after) ?? after;
}

function shorterInterval(hypertable: Row<'hypertables'>, longest: number, interval: number): Advice {
  const target = roundBelow(longest, hypertable);
  return intervalAdvice(hypertable, target, {
    worsens: `About ${Math.ceil(interval / target)} chunks where there is one now; planning costs a little for each.`,
    note: 'Only chunks that are made from now on get the new interval. If old rows may stay longer, lengthening the retention instead is as good.',
  });
}
