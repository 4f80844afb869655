import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { isGrowing } from '@/lib/derive/is-growing';
import { leastRetentionUnits } from '@/lib/derive/least-retention';
import { intervalUnits } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
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
  /** From the start of the oldest chunk until now. */
  readonly held: number;
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
  const oldest = Math.min(...chunks.flatMap(({ rangeStartUnits }) => rangeStartUnits ?? []));
  if (present === null || interval === null || !Number.isFinite(oldest)) return null;
  return {
    hypertable,
    chunks,
    present,
    interval,
    held: Math.max(0, present - oldest),
    totalBytes: chunkBytes(chunks),
  };
}

function isWorthwhile({ hypertable, held, totalBytes }: Subject, context: RuleContext): boolean {
  if (totalBytes > TOLERANCE_RATIO * byteThreshold(LARGE_BYTES, context)) return true;
  return (
    !hypertable.isIntegerTime &&
    held > TOLERANCE_RATIO * LONG_UNITS &&
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
  const advice = Number.isFinite(keep) ? retentionAdvice(hypertable, keep, deletable.length, context) : null;
  const { isIntegerTime } = hypertable;
  return {
    subject: [hypertable.schema, hypertable.name],
    severity: 'notice',
    confidence: isIntegerTime ? 'medium' : 'high',
    title: `Decide how long ${hypertable.schema}.${hypertable.name} keeps its rows`,
    detail: `It holds ${bytes(totalBytes)} in ${counted(chunks.length, 'chunk')} and reaches back ${distanceText(held, isIntegerTime)}; nothing ever drops a chunk.${
      Number.isFinite(keep)
        ? ''
        : ' Bound the refresh window of its continuous aggregates first: a refresh without a start would delete their history after the first drop.'
    }`,
    facts: {
      totalBytes,
      ...distanceFact('held', held, isIntegerTime),
      chunks: chunks.length,
      deletableBytes: advice ? chunkBytes(deletable) : null,
    },
    impact: saving(subject, keep, deletable),
    ...(advice && { advice }),
  };
}

/** A year where there is more than a year; else what is there now, so that the policy deletes nothing yet and stops the growth. */
function proposal({ hypertable, held, interval }: Subject): number {
  const present = (Math.ceil(held / interval) + 1) * interval;
  return hypertable.isIntegerTime ? present : Math.min(present, Math.max(LONG_UNITS, 2 * interval));
}

function saving(
  { held, totalBytes, hypertable }: Subject,
  keep: number,
  deletable: readonly Row<'chunks'>[],
): Impact {
  const prevents = 'growth without an end';
  if (Number.isFinite(keep) && deletable.length > 0) {
    const saved = chunkBytes(deletable);
    return {
      prevents,
      bytesSaved: { low: saved, high: saved },
      basis: `${counted(deletable.length, 'chunk')} older than ${distanceText(keep, hypertable.isIntegerTime)} hold ${saved} bytes.`,
    };
  }
  const days = held / DAY_UNITS;
  const pace =
    hypertable.isIntegerTime || days < 1
      ? ''
      : ` So far it grew by ${bytes(totalBytes / days)} a day: ${count(totalBytes)} bytes ÷ ${days.toFixed(1)} days.`;
  return { prevents, basis: `Not estimated: the policy keeps all that is there now.${pace}` };
}
