import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { ageUnits, intervalUnits } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
import { count, counted } from '@/lib/format/count';
import { canMergeChunks, canMergeCompressedChunks, countChunksOf, mergeChunks } from '@/lib/sql/merge-chunks';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type RuleContext, type Step } from '../rule';

const DAY_UNITS = 86_400_000_000;
/** A chunk that was cut at its neighbour is a little shorter than its interval; one of half the length is another interval's. */
const OTHER_FACTOR = 2;
/** Below ten chunks that could be spared, at about 1 ms of planning each (4.1 s for 4,000 on 2.28), nobody notices. */
const FEW_SPARED = 10;
/** A tenth of a second of planning counts, however many chunks are right. */
const MANY_SPARED = 100;
/** What retention drops within a month goes by itself. */
const SOON_UNITS = 30 * DAY_UNITS;
/** The chunk that takes the writes ends by itself: after the default interval at the latest, and within a few new ones. */
const LATE_UNITS = 7 * DAY_UNITS;
const LATE_INTERVALS = 4;
/** Measured on 2.28.3 and two processors: eleven chunks of 659 MB in all took 10.2 s. */
const MERGE_BYTES_PER_SECOND = 50_000_000;
/** A card of fifty statements is enough for one evening; the next snapshot lists the next. */
const MOST_STEPS = 50;
/** So many chunks of a group at most are out of reach at once, and for so long as their rows take to write. */
const MOST_MERGED = 100;
/** Of the table of locks that all sessions share, one statement takes a tenth at most. */
const LOCK_RATIO = 0.1;
/** Counted in pg_locks on 2.23: 7.4 a chunk with two indexes, TOAST and its index included. */
const CHUNK_LOCKS = 5;
/** The compressed relation, its index, its TOAST table and its index. */
const COMPRESSED_LOCKS = 4;
/** As PostgreSQL ships, where the settings were not read. */
const DEFAULT_LOCKS_A_TRANSACTION = 64;
const DEFAULT_CONNECTIONS = 100;

interface Subject {
  readonly hypertable: Row<'hypertables'>;
  readonly interval: number;
  readonly present: number;
  /** Tiered ones and open-ended ranges are left out. */
  readonly chunks: readonly Ranged[];
}

interface Ranged {
  readonly chunk: Row<'chunks'>;
  readonly start: number;
  readonly end: number;
}

export default defineRule({
  meta: {
    id: 'hypertables/interval-mismatch-after-change',
    title: 'A new chunk interval has not reached the data',
    why: 'A changed interval counts for new chunks only. Those that exist keep the length they were made with: what the change was for stays as it was until they are merged, dropped, or their time is over.',
    source: 'https://www.tigerdata.com/docs/api/latest/hypertable/set_chunk_time_interval',
    needs: ['hypertables', 'chunks', 'policies'],
    wants: ['settings'],
    facts: {
      chunks: { label: 'Chunks', source: '_timescaledb_catalog.chunk' },
      otherChunks: { label: 'Of another interval', source: '_timescaledb_catalog.dimension_slice' },
      sparedChunks: { label: 'Chunks that longer ones would spare', source: 'length ÷ interval' },
      chunkIntervalSeconds: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
      chunkIntervalUnits: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
      chunkWidthSeconds: { label: 'Their length', source: '_timescaledb_catalog.dimension_slice, median' },
      chunkWidthUnits: { label: 'Their length', source: '_timescaledb_catalog.dimension_slice, median' },
      untilNewSeconds: {
        label: 'Until the new interval begins',
        source: '_timescaledb_catalog.dimension_slice',
      },
      untilNewUnits: {
        label: 'Until the new interval begins',
        source: '_timescaledb_catalog.dimension_slice',
      },
    },
  },
  check({ hypertables, chunks, policies, settings }, context) {
    const locks = lockBudget(settings);
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    return hypertables.flatMap((hypertable) => {
      const subject = subjectOf(hypertable, chunksOf(chunks, hypertable.hypertableId), context.nowMs);
      if (!subject) return [];
      const [late] = lateChunks(subject);
      if (late) return [lateFinding(subject, late)];
      const short = shortChunks(subject, policies);
      return isMuch(short, subject.chunks.length, subject.interval)
        ? [shortFinding(subject, short, locks, context)]
        : [];
    });
  },
});

function subjectOf(
  hypertable: Row<'hypertables'>,
  chunks: readonly Row<'chunks'>[],
  nowMs: number,
): Subject | null {
  const interval = intervalUnits(hypertable);
  const present = presentUnits(hypertable, chunks, nowMs);
  if (interval === null || present === null) return null;
  const ranged = chunks.flatMap((chunk) =>
    chunk.isTiered || chunk.rangeStartUnits === null || chunk.rangeEndUnits === null
      ? []
      : [{ chunk, start: chunk.rangeStartUnits, end: chunk.rangeEndUnits }],
  );
  return { hypertable, interval, present, chunks: ranged };
}

const widthOf = ({ start, end }: Ranged) => end - start;

/** Long chunks that take the writes, and will for a long time. */
function lateChunks({ hypertable, interval, present, chunks }: Subject): readonly Ranged[] {
  const late = Math.max(LATE_INTERVALS * interval, hypertable.isIntegerTime ? 0 : LATE_UNITS);
  return chunks.filter(
    (one) => widthOf(one) >= OTHER_FACTOR * interval && one.start <= present && one.end - present > late,
  );
}

/** Short chunks that are there to stay. */
function shortChunks(
  { hypertable, interval, present, chunks }: Subject,
  policies: readonly Row<'policies'>[],
): readonly Ranged[] {
  const retention = policies.find(
    ({ kind, hypertableId, scheduled, byCreation }) =>
      kind === 'retention' &&
      hypertableId === hypertable.hypertableId &&
      scheduled &&
      !(byCreation && hypertable.isIntegerTime),
  );
  const age = retention ? ageUnits(retention) : null;
  // Integer time does not say how long a month is: what retention drops at all goes by itself.
  const soon = hypertable.isIntegerTime ? Number.POSITIVE_INFINITY : SOON_UNITS;
  return chunks.filter((one) => isShort(one, interval) && (age === null || one.end + age - present > soon));
}

const isShort = (one: Ranged, interval: number) => OTHER_FACTOR * widthOf(one) <= interval;

const sparedBy = (short: readonly Ranged[], interval: number) =>
  Math.floor(short.length - short.reduce((sum, one) => sum + widthOf(one), 0) / interval);

function isMuch(short: readonly Ranged[], chunkCount: number, interval: number): boolean {
  const spared = sparedBy(short, interval);
  return spared >= MANY_SPARED || (spared >= FEW_SPARED && 2 * short.length > chunkCount);
}

function lateFinding({ hypertable, interval, present, chunks }: Subject, late: Ranged): Finding {
  const { schema, name, isIntegerTime } = hypertable;
  const words = (units: number) => distanceText(units, isIntegerTime);
  return {
    subject: [schema, name],
    severity: 'warning',
    confidence: isIntegerTime ? 'medium' : 'high',
    title: `Cut the chunk that keeps ${schema}.${name} from its new interval`,
    detail: `Its interval is ${words(interval)}, but the chunk ${late.chunk.name} takes all rows for another ${words(late.end - present)}. No statement shortens a chunk in place: copy its rows into a new hypertable, or cut it with split_chunk where the version has it (2.20) and the rows are few.`,
    facts: {
      chunks: chunks.length,
      otherChunks: 1,
      ...distanceFact('chunkInterval', interval, isIntegerTime),
      ...distanceFact('chunkWidth', widthOf(late), isIntegerTime),
      ...distanceFact('untilNew', late.end - present, isIntegerTime),
    },
    impact: {
      prevents: 'one chunk that grows far beyond the interval',
      basis: `The chunk spans ${words(widthOf(late))}, ${Math.round(widthOf(late) / interval)} times the interval.`,
    },
  };
}

function shortFinding(
  subject: Subject,
  short: readonly Ranged[],
  locks: number,
  context: RuleContext,
): Finding {
  const { hypertable, interval, chunks } = subject;
  const { schema, name, isIntegerTime } = hypertable;
  const width = medianWidth(short);
  const spared = sparedBy(short, interval);
  const groups = mergeableGroups(subject, short, context);
  const rest = short.filter((one) => !groups.some((group) => group.includes(one)));
  // Statements that leave the finding as it is would only be tried in vain.
  const remaining = [...rest, ...groups.flatMap(joined)].filter((one) => isShort(one, interval));
  const chunksThen = chunks.length - short.length + rest.length + groups.length;
  const helps = groups.length > 0 && !isMuch(remaining, chunksThen, interval);
  const words = (units: number) => distanceText(units, isIntegerTime);
  return {
    subject: [schema, name],
    severity: 'notice',
    confidence: 'high',
    title: `${helps ? 'Merge' : 'Plan for'} the chunks that ${schema}.${name} has from its old interval`,
    detail: `Its interval is ${words(interval)}, but ${short.length} of ${counted(chunks.length, 'chunk')} span ${words(width)}, and nothing will change them.${helps ? '' : ` ${reasonWhyNot(hypertable, context)}`}`,
    facts: {
      chunks: chunks.length,
      otherChunks: short.length,
      sparedChunks: spared,
      ...distanceFact('chunkInterval', interval, isIntegerTime),
      ...distanceFact('chunkWidth', width, isIntegerTime),
    },
    impact: {
      prevents: 'planning of chunks that could be one',
      basis: `${counted(spared, 'chunk')} fewer, at about 1 ms of planning each for queries that reach them, as measured (4.1 s for 4,000 on 2.28).`,
    },
    ...(helps && { advice: mergeAdvice(subject, groups, rest.length, locks) }),
  };
}

/** The chunk that a group becomes. */
function joined(group: readonly Ranged[]): Ranged[] {
  const [first, last] = [group[0], group.at(-1)];
  return first && last ? [{ ...first, end: last.end }] : [];
}

function medianWidth(short: readonly Ranged[]): number {
  const widths = short.map(widthOf).sort((a, b) => a - b);
  return widths[Math.floor(widths.length / 2)] ?? 0;
}

/**
 * Neighbours in the same store that together fit into one range of the new interval, as TimescaleDB lays ranges out:
 * from zero on. Where rows still arrive nothing is merged.
 */
function mergeableGroups(
  { hypertable, interval, present }: Subject,
  short: readonly Ranged[],
  { server: { timescale } }: RuleContext,
): readonly (readonly Ranged[])[] {
  if (timescale?.license !== 'timescale' || !canMergeChunks(timescale) || hypertable.dimensionCount > 1)
    return [];
  const slot = ({ start }: Ranged) => Math.floor(start / interval);
  const groups: Ranged[][] = [];
  for (const one of [...short].sort((a, b) => a.start - b.start)) {
    const slotEnd = (slot(one) + 1) * interval;
    const { isFrozen, isCompressed } = one.chunk;
    if (isFrozen || (isCompressed && !canMergeCompressedChunks(timescale))) continue;
    if (slotEnd > present || one.end > slotEnd) continue;
    const last = groups.at(-1)?.at(-1);
    const joins =
      last && last.end === one.start && slot(last) === slot(one) && last.chunk.isCompressed === isCompressed;
    if (joins) groups.at(-1)?.push(one);
    else groups.push([one]);
  }
  return groups.filter(({ length }) => length > 1);
}

function reasonWhyNot(
  { dimensionCount }: Row<'hypertables'>,
  { server: { timescale } }: RuleContext,
): string {
  if (timescale?.license === 'apache') return 'The Apache licence has no merge_chunks.';
  if (!timescale || !canMergeChunks(timescale)) return 'Merging chunks came with TimescaleDB 2.18.';
  if (dimensionCount > 1) return 'Chunks of several dimensions cannot be merged.';
  return canMergeCompressedChunks(timescale)
    ? 'Too few of them are neighbours without a gap, in one store and not frozen.'
    : 'Too few of them are neighbours in the row store; until TimescaleDB 2.26.4 merging compressed chunks could damage them (issue 9655).';
}

/** How many locks one statement may take without leaving the other sessions too few. */
function lockBudget(settings: readonly Row<'settings'>[] | null): number {
  const valueIn = (name: string, otherwise: number) =>
    Number(settings?.find((setting) => setting.name === name)?.setting ?? otherwise);
  const sessions = valueIn('max_connections', DEFAULT_CONNECTIONS) + valueIn('max_prepared_transactions', 0);
  return LOCK_RATIO * sessions * valueIn('max_locks_per_transaction', DEFAULT_LOCKS_A_TRANSACTION);
}

/** A group in parts of equal size that one statement each may merge; the parts are neighbours again. */
function partsOf(
  group: readonly Ranged[],
  { hypertable }: Subject,
  locks: number,
): readonly (readonly Ranged[])[] {
  const perChunk =
    CHUNK_LOCKS + hypertable.indexCount + (group[0]?.chunk.isCompressed ? COMPRESSED_LOCKS : 0);
  const most = Math.min(MOST_MERGED, Math.max(2, Math.floor(locks / perChunk)));
  const size = Math.ceil(group.length / Math.ceil(group.length / most));
  return Array.from({ length: Math.ceil(group.length / size) }, (_, at) =>
    group.slice(at * size, (at + 1) * size),
  ).filter(({ length }) => length > 1);
}

function mergeAdvice(
  subject: Subject,
  groups: readonly (readonly Ranged[])[],
  restCount: number,
  locks: number,
): Advice {
  const { hypertable } = subject;
  const parts = groups.map((group) => partsOf(group, subject, locks));
  const isParted = parts.some(({ length }) => length > 1);
  const all = parts.flat();
  const now = all.slice(0, MOST_STEPS).map((part) => part.map(({ chunk }) => chunk));
  const chunks = now.flat();
  const later = all.length - now.length;
  return {
    precheck: { sql: countChunksOf(chunks), expect: `${chunks.length} — all of them are there` },
    steps: now.map(mergeStep),
    undo: {
      impossible:
        'The rows stay what they are, in fewer chunks. split_chunk (TimescaleDB 2.20 or newer) cuts a chunk again, which rewrites it once more.',
    },
    verify: { sql: countChunksOf(chunks), expect: `${now.length} — one of each statement` },
    worsens:
      'The rows are written anew, into the write-ahead log too. A longer chunk is converted and dropped later than short ones.',
    role: `owner of ${hypertable.schema}.${hypertable.name}`,
    deletesData: false,
    note: `Set lock_timeout first, and run one statement after the other. Each needs as much free disk as its chunks take.${isParted ? ' What becomes one chunk in the end is merged in parts first, so that no statement takes too many locks or holds them for too long; the next snapshot joins the parts.' : ''}${later > 0 ? ` ${counted(later, 'more statement follows', 'more statements follow')} in the next snapshot.` : ''}${restCount > 0 ? ` ${counted(restCount, 'chunk stays', 'chunks stay')} as before: without a neighbour, or still taking rows.` : ''} Run ANALYZE on the hypertable afterwards.`,
  };
}

function mergeStep(chunks: readonly Row<'chunks'>[]): Step {
  const bytes = chunkBytes(chunks);
  return {
    sql: mergeChunks(chunks),
    transaction: 'own',
    lock: {
      mode: 'AccessExclusive',
      on: `these ${chunks.length} chunks`,
      blocks: 'reads and writes of them until it is done',
    },
    duration: {
      seconds: Math.max(1, Math.ceil(bytes / MERGE_BYTES_PER_SECOND)),
      basis: `${count(bytes)} bytes ÷ 50 MB a second, as measured on two processors with 2.28`,
    },
    rewrites: true,
  };
}
