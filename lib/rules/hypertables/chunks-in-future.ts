import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { intervalUnits } from '@/lib/derive/policy-distance';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { countChunksFrom, dropChunksFrom, listChunksFrom } from '@/lib/sql/future-chunks';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { DROP_LOCKS, dropStep } from '../shared/retention/retention-advice';

/** CHK-5: rows of the present may already go to the next chunk where clocks differ; one interval further none does. */
const AHEAD_INTERVALS = 1;
/** A calendar may have days, or a month, without a booking; wrong clocks are years ahead. */
const GAP_INTERVALS = 10;
const GAP_UNITS = 30 * 86_400_000_000;

interface Future {
  readonly hypertable: Row<'hypertables'>;
  /** In order of their time. */
  readonly chunks: readonly Row<'chunks'>[];
  /** Where the first of them starts, in microseconds since 1970. */
  readonly start: number;
  /** Whether there is nothing for a long time between them and what comes before. */
  readonly isAfterGap: boolean;
}

/**
 * Forecasts and bookings lie in the future on purpose, from now on without long gaps. What a wrong clock wrote lies
 * apart: only that is a warning, and only for that there is SQL.
 */
export default defineRule({
  meta: {
    id: 'hypertables/chunks-in-future',
    title: 'Chunks lie in the future',
    why: 'Rows whose time is wrong outlive retention until that time comes, and are the newest ones to every query of the last value. A refresh that takes them in moves the aggregate’s watermark ahead of now: real rows then stay invisible in it.',
    source: 'https://www.tigerdata.com/docs/api/latest/hypertable/drop_chunks',
    needs: ['hypertables', 'chunks'],
    facts: {
      futureChunks: { label: 'Chunks in the future', source: '_timescaledb_catalog.dimension_slice' },
      futureBytes: { label: 'Their size', source: 'pg_total_relation_size' },
      firstStartsInSeconds: {
        label: 'The first begins in',
        source: '_timescaledb_catalog.dimension_slice.range_start',
      },
      lastEndsInSeconds: {
        label: 'The last ends in',
        source: '_timescaledb_catalog.dimension_slice.range_end',
      },
      chunkIntervalSeconds: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
    },
  },
  check({ hypertables, chunks }, context) {
    const onTime = hypertables.filter(({ isIntegerTime }) => !isIntegerTime);
    if (onTime.length === 0)
      return { notApplicable: 'There is no hypertable whose time can be compared with the clock' };
    return onTime
      .flatMap((hypertable) => futureOf(hypertable, chunksOf(chunks, hypertable.hypertableId), context.nowMs))
      .map((future) => finding(future, context));
  },
});

function futureOf(hypertable: Row<'hypertables'>, chunks: readonly Row<'chunks'>[], nowMs: number): Future[] {
  const interval = intervalUnits(hypertable);
  if (interval === null) return [];
  const present = nowMs * 1_000;
  const ordered = chunks
    .filter(({ isTiered, rangeStartUnits }) => !isTiered && rangeStartUnits !== null)
    .sort((a, b) => startOf(a) - startOf(b));
  const future = ordered.filter((chunk) => startOf(chunk) > present + AHEAD_INTERVALS * interval);
  const [first] = future;
  if (!first) return [];
  const gap = Math.max(GAP_INTERVALS * interval, GAP_UNITS);
  let reached = present;
  for (const chunk of ordered)
    if (startOf(chunk) <= reached + gap) reached = Math.max(reached, chunk.rangeEndUnits ?? reached);
  const apart = future.filter((chunk) => startOf(chunk) > reached + gap);
  const [firstApart] = apart;
  return firstApart
    ? [{ hypertable, chunks: apart, start: startOf(firstApart), isAfterGap: true }]
    : [{ hypertable, chunks: future, start: startOf(first), isAfterGap: false }];
}

const startOf = ({ rangeStartUnits }: Row<'chunks'>) => rangeStartUnits ?? Number.NEGATIVE_INFINITY;

function finding(future: Future, context: RuleContext): Finding {
  const { hypertable, chunks, start, isAfterGap } = future;
  const { schema, name } = hypertable;
  const futureBytes = chunkBytes(chunks);
  const inSeconds = (units: number) => units / 1_000_000 - context.nowMs / 1_000;
  const end = Math.max(...chunks.map(({ rangeEndUnits }) => rangeEndUnits ?? Number.NaN));
  const one = chunks.length === 1;
  return {
    subject: [schema, name],
    severity: isAfterGap ? 'warning' : 'notice',
    confidence: isAfterGap ? 'medium' : 'low',
    title: isAfterGap
      ? `Look at the rows of ${schema}.${name} that lie in the future`
      : `See whether ${schema}.${name} is to have rows in the future`,
    detail: `${counted(chunks.length, 'chunk')} (${bytes(futureBytes)}) ${one ? 'begins' : 'begin'} ${duration(inSeconds(start))} from now or later, ${
      isAfterGap
        ? 'beyond a gap: such rows come from a wrong clock or a wrong unit of time. Correct them where the right time is known, else delete them.'
        : 'with no long gap between now and then. If it holds forecasts or bookings, all is well: dismiss this.'
    }`,
    facts: {
      futureChunks: chunks.length,
      futureBytes,
      firstStartsInSeconds: inSeconds(start),
      lastEndsInSeconds: Number.isFinite(end) ? inSeconds(end) : null,
      chunkIntervalSeconds: hypertable.chunkIntervalSeconds,
    },
    impact: {
      prevents: 'rows that retention keeps far too long, and aggregates that are ahead of the data',
      basis: `Not estimated: ${counted(chunks.length, 'chunk')} of ${count(futureBytes)} bytes in all, and what queries make of them is not known.`,
    },
    ...(isAfterGap && adviceOf(future)),
  };
}

/** Only where an instant can be written as the type of the column. */
function adviceOf({ hypertable, chunks, start }: Future): { readonly advice?: Advice } {
  const from = { ...hypertable, startUnits: start };
  const count = countChunksFrom(from);
  if (!count) return {};
  return {
    advice: {
      precheck: {
        sql: listChunksFrom(from),
        expect: `${chunks.length} — the chunks that it would delete, which the second column names; look at their rows first`,
      },
      steps: [dropStep(dropChunksFrom(from), chunks.length)],
      undo: { impossible: 'Dropped chunks are deleted; only a backup or an export still has them.' },
      verify: { sql: count, expect: '0 — no chunk is left there' },
      worsens: 'The rows are deleted for good.',
      role: `owner of ${hypertable.schema}.${hypertable.name}`,
      deletesData: true,
      note: `Export the rows first if there is any doubt. ${DROP_LOCKS} Aggregates that have taken the rows in keep their buckets of the future until a refresh without an end covers them. Find what wrote the rows, or they come back; a CHECK on the time column refuses them.`,
    },
  };
}
