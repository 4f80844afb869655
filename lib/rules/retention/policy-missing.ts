import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { isGrowing } from '@/lib/derive/is-growing';
import { leastRetentionUnits } from '@/lib/derive/least-retention';
import { intervalUnits } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
import { type Reach, reachOf } from '@/lib/derive/reach';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { byteThreshold } from '../byte-threshold';
import { distanceFact, distanceText } from '../distance';
import { defineRule, type Finding, type Impact, type RuleContext } from '../rule';
import { retentionAdvice } from '../shared/retention/retention-advice';

const DAY_UNITS = 86_400_000_000;
/** Our grading: from here on backups and disks feel one hypertable; below it, keeping everything costs little. */
const LARGE_BYTES = 100_000_000_000;
/** RET-1 of the checks that TimescaleDB's own diagnostics inspired: a year of chunks without an end. */
const LONG_UNITS = 365 * DAY_UNITS;
/** A value within 5 % of the threshold is left alone. */
const TOLERANCE_RATIO = 1.05;
/** A year of a hypertable that is smaller than this is not worth a person's time. */
const TINY_BYTES = 10_000_000;

interface Subject {
  readonly hypertable: Row<'hypertables'>;
  readonly chunks: readonly Row<'chunks'>[];
  readonly present: number;
  readonly interval: number;
  readonly held: Reach;
  readonly totalBytes: number;
}

export default defineRule({
  meta: {
    id: 'retention/policy-missing',
    title: 'A growing hypertable keeps its rows for ever',
    why: 'Without retention a hypertable grows until the disk is full, and every backup, restore and upgrade grows with it. Dropping whole chunks is instant and leaves no bloat, unlike deleting rows.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/data-retention/create-a-retention-policy/',
    needs: ['hypertables', 'chunks', 'policies', 'continuousAggregates'],
    facts: {
      totalBytes: { label: 'Size of both stores', source: 'pg_total_relation_size' },
      heldSeconds: { label: 'Reaches back', source: '_timescaledb_catalog.dimension_slice' },
      heldUnits: { label: 'Reaches back', source: '_timescaledb_catalog.dimension_slice' },
      leastHeldSeconds: {
        label: 'Reaches back at least',
        source: '_timescaledb_catalog.chunk.creation_time',
      },
      leastHeldUnits: { label: 'Reaches back at least', source: '_timescaledb_catalog.dimension_slice' },
      mostHeldSeconds: { label: 'Reaches back at most', source: '_timescaledb_catalog.dimension_slice' },
      mostHeldUnits: { label: 'Reaches back at most', source: '_timescaledb_catalog.dimension_slice' },
      chunks: { label: 'Chunks', source: '_timescaledb_catalog.chunk' },
      deletableBytes: { label: 'Of it older than the policy below', source: 'pg_total_relation_size' },
    },
  },
  check({ hypertables, chunks, policies, continuousAggregates }, context) {
    const candidates = hypertables.filter(({ kind }) => kind === 'hypertable');
    if (candidates.length === 0) return { notApplicable: 'There is no hypertable' };
    const retained = new Set(
      policies.filter(({ kind }) => kind === 'retention').map(({ hypertableId }) => hypertableId),
    );
    // What does not grow gains nothing from an end.
    return candidates
      .filter(({ hypertableId }) => !retained.has(hypertableId))
      .map((hypertable) => subjectOf(hypertable, chunks, context.nowMs))
      .filter((subject) => subject !== null)
      .filter(({ hypertable, chunks, interval }) => isGrowing(hypertable, chunks, interval, context.nowMs))
      .filter((subject) => isWorthwhile(subject, context))
      .map((subject) => finding(subject, continuousAggregates, policies, context));
  },
});

function subjectOf(
  hypertable: Row<'hypertables'>,
  allChunks: readonly Row<'chunks'>[],
  nowMs: number,
): Subject | null {
  const chunks = allChunks.filter(
    ({ hypertableId, isTiered }) => hypertableId === hypertable.hypertableId && !isTiered,
  );
  const present = presentUnits(hypertable, chunks, nowMs);
  const interval = intervalUnits(hypertable);
  const oldest = oldestRange(chunks);
  if (present === null || interval === null || !oldest) return null;
  return {
    hypertable,
    chunks,
    present,
    interval,
    held: reachOf(oldest, present, hypertable.isIntegerTime),
    totalBytes: chunkBytes(chunks),
  };
}

/** Chunks side by side in the oldest range of time. */
function oldestRange(chunks: readonly Row<'chunks'>[]): Parameters<typeof reachOf>[0] | null {
  const start = Math.min(...chunks.flatMap(({ rangeStartUnits }) => rangeStartUnits ?? []));
  const first = chunks.filter(({ rangeStartUnits }) => rangeStartUnits === start);
  const ends = first.flatMap(({ rangeEndUnits }) => rangeEndUnits ?? []);
  return ends.length === 0 ? null : { start, end: Math.max(...ends), chunks: first };
}

/** What is certain: a chunk that spans years need not hold them. */
const certain = ({ least, most, isKnown }: Reach): number => (isKnown ? most : least);

function isWorthwhile({ hypertable, held, totalBytes }: Subject, context: RuleContext): boolean {
  if (totalBytes > TOLERANCE_RATIO * byteThreshold(LARGE_BYTES, context)) return true;
  return (
    !hypertable.isIntegerTime &&
    certain(held) > TOLERANCE_RATIO * LONG_UNITS &&
    totalBytes >= byteThreshold(TINY_BYTES, context)
  );
}

function finding(
  subject: Subject,
  aggregates: readonly Row<'continuousAggregates'>[],
  policies: readonly Row<'policies'>[],
  context: RuleContext,
): Finding {
  const { hypertable, chunks, held, totalBytes } = subject;
  const keep = Math.max(proposal(subject), leastRetentionUnits(hypertable, aggregates, policies));
  const deletable = chunks.filter(
    ({ rangeEndUnits }) => rangeEndUnits !== null && rangeEndUnits <= subject.present - keep,
  );
  const { isIntegerTime } = hypertable;
  const obstacle = obstacleOf(subject, keep);
  const advice = obstacle ? null : retentionAdvice(hypertable, keep, deletable.length, context);
  return {
    subject: [hypertable.schema, hypertable.name],
    severity: 'notice',
    confidence: held.isKnown ? (isIntegerTime ? 'medium' : 'high') : 'low',
    title: `Decide how long ${hypertable.schema}.${hypertable.name} keeps its rows`,
    detail: `It holds ${bytes(totalBytes)} in ${counted(chunks.length, 'chunk')} and reaches back ${heldText(subject)}; nothing ever drops a chunk.${obstacle ? ` ${obstacle}` : ''}`,
    facts: {
      totalBytes,
      ...distanceFact('held', held.isKnown ? held.most : null, isIntegerTime),
      ...(!held.isKnown && {
        ...distanceFact('leastHeld', held.least, isIntegerTime),
        ...distanceFact('mostHeld', held.most, isIntegerTime),
      }),
      chunks: chunks.length,
      deletableBytes: advice ? chunkBytes(deletable) : null,
    },
    impact: saving(subject, keep, advice ? deletable : null),
    ...(advice && { advice }),
  };
}

function heldText({ held: { least, most, isKnown }, hypertable: { isIntegerTime } }: Subject): string {
  const words = (units: number) => distanceText(units, isIntegerTime);
  if (isKnown) return words(most);
  return least > 0 ? `${words(least)} at least and ${words(most)} at most` : `${words(most)} at most`;
}

/** Why a policy has to wait; null when nothing is in its way. */
function obstacleOf({ hypertable: { isIntegerTime }, interval }: Subject, keep: number): string | null {
  if (!Number.isFinite(keep))
    return 'Bound the refresh window of its continuous aggregates first: a refresh without a start would delete their history after the first drop.';
  return !isIntegerTime && interval > LONG_UNITS
    ? `Shorten its chunks first: retention drops whole ones, and one spans ${distanceText(interval, isIntegerTime)}.`
    : null;
}

/** A year where there is more than a year; else what is there now, so that the policy deletes nothing yet and stops the growth. */
function proposal({ hypertable, held, interval }: Subject): number {
  const present = (Math.ceil(held.most / interval) + 1) * interval;
  return hypertable.isIntegerTime ? present : Math.min(present, Math.max(LONG_UNITS, 2 * interval));
}

/** `deletable` are null without advice. */
function saving(
  { held: { most, isKnown }, totalBytes, hypertable }: Subject,
  keep: number,
  deletable: readonly Row<'chunks'>[] | null,
): Impact {
  const prevents = 'growth without an end';
  if (deletable && deletable.length > 0) {
    const saved = chunkBytes(deletable);
    return {
      prevents,
      bytesSaved: { low: saved, high: saved },
      basis: `${counted(deletable.length, 'chunk')} older than ${distanceText(keep, hypertable.isIntegerTime)} hold ${saved} bytes.`,
    };
  }
  const days = most / DAY_UNITS;
  const [atLeast, atMost] = isKnown ? ['', ''] : ['at least ', 'at most '];
  const pace =
    hypertable.isIntegerTime || days < 1
      ? ''
      : ` So far it grew by ${atLeast}${bytes(totalBytes / days)} a day: ${count(totalBytes)} bytes ÷ ${atMost}${days.toFixed(1)} days.`;
  return {
    prevents,
    basis: `Not estimated: ${deletable ? 'the policy keeps all that is there now' : 'how long it will be kept is not settled'}.${pace}`,
  };
}
