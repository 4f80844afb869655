import type { Row } from '@/lib/collect/snapshot';
import { countedSeconds } from '@/lib/derive/counting-since';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { byteThreshold } from '../byte-threshold';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { dropIndexAdvice } from '../shared/indexes/drop-advice';

/** CHK-11: a week has seen every weekday's queries, though not those of the end of a month. */
const LEAST_WINDOW_SECONDS = 7 * 86_400;
/** CHK-11: smaller ones are not worth the risk. */
const LARGE_BYTES = 100_000_000;

type Index = Row<'hypertableIndexes'>;

interface Window {
  /** How long scans have been counted on the server. */
  readonly seconds: number;
  /** Standbys that stream from it, whose scans are counted there; null where that was not read. */
  readonly standbys: number | null;
}

/**
 * Judged over all chunks together: an index of which the newest chunk's part alone is scanned is used. Scans of dropped
 * chunks are no longer counted, so the window is no longer than the oldest chunk is old.
 */
export default defineRule({
  meta: {
    id: 'hypertables/index-unused',
    title: 'No query uses an index of a hypertable',
    why: 'Every insert writes each index of its chunk, and every chunk in the row store keeps it on disk and in memory. The index on time that TimescaleDB makes by default is no exception.',
    source:
      'https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-INDEXES-VIEW',
    needs: ['hypertables', 'hypertableIndexes', 'chunks', 'databaseCounters'],
    wants: ['replication'],
    facts: {
      indexBytes: { label: 'Its size', source: 'pg_relation_size of its chunk indexes' },
      chunkIndexes: { label: 'Chunk indexes', source: 'pg_index of every chunk' },
      scans: { label: 'Scans, all chunks together', source: 'pg_stat_get_numscans' },
      windowSeconds: { label: 'Counted for', source: 'pg_stat_database.stats_reset, chunk.creation_time' },
      standbys: { label: 'Standbys, whose scans are not counted here', source: 'pg_stat_replication' },
    },
  },
  check({ hypertables, hypertableIndexes, chunks, databaseCounters, replication }, context) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    if (context.server.inRecovery)
      return { notRun: 'A standby counts the scans of its own queries only; the primary decides' };
    const [counters] = databaseCounters;
    if (!counters) return { notRun: 'The counters of this database were not read' };
    const sinceReset = countedSeconds(counters);
    if (sinceReset < LEAST_WINDOW_SECONDS)
      return {
        notRun: `Scans have been counted for ${duration(sinceReset)} only; a week is the least that tells`,
        isWaiting: true,
      };
    return hypertables.flatMap((hypertable) => {
      const seconds = Math.min(
        sinceReset,
        oldestSeconds(chunksOf(chunks, hypertable.hypertableId), context.nowMs),
      );
      if (seconds < LEAST_WINDOW_SECONDS) return [];
      const window = { seconds, standbys: replication ? replication.length : null };
      return hypertableIndexes
        .filter((index) => index.hypertableId === hypertable.hypertableId && isUnused(index))
        .filter(({ totalBytes }) => totalBytes >= byteThreshold(LARGE_BYTES, context))
        .map((index) => finding(hypertable, index, window, context));
    });
  },
});

const isUnused = ({ scans, isUnique, isPrimary, isConstraint, isValid }: Index) =>
  scans === 0 && isValid && !isUnique && !isPrimary && !isConstraint;

/** How long the oldest chunk has been there to be scanned: as far as that is not kept, since its time was over. */
function oldestSeconds(chunks: readonly Row<'chunks'>[], nowMs: number): number {
  return chunks
    .filter(({ isTiered }) => !isTiered)
    .reduce((oldest, { createdAt, rangeEndUnits }) => {
      const at = createdAt === null ? (rangeEndUnits ?? Number.NaN) / 1_000 : Date.parse(createdAt);
      const age = (nowMs - at) / 1_000;
      return age > oldest ? age : oldest;
    }, 0);
}

function finding(
  hypertable: Row<'hypertables'>,
  index: Index,
  { seconds, standbys }: Window,
  context: RuleContext,
): Finding {
  const { schema, name } = hypertable;
  return {
    subject: [schema, name, index.name],
    severity: 'notice',
    // What a standby scans is counted there.
    confidence: standbys === 0 ? 'medium' : 'low',
    title: `Drop the index ${index.name} of ${schema}.${name}, which no query uses`,
    detail: `None of its ${counted(index.chunkIndexes, 'chunk index', 'chunk indexes')} (${bytes(index.totalBytes)}) was scanned in ${duration(seconds)}.${standbyText(standbys)}`,
    facts: {
      indexBytes: index.totalBytes,
      chunkIndexes: index.chunkIndexes,
      scans: index.scans,
      windowSeconds: seconds,
      standbys,
    },
    impact: {
      bytesSaved: { low: index.totalBytes, high: index.totalBytes },
      basis: `${counted(index.chunkIndexes, 'chunk index', 'chunk indexes')} with ${count(index.totalBytes)} bytes, and the time that each insert takes to write one.`,
    },
    advice: dropIndexAdvice(
      hypertable,
      index,
      {
        worsens: 'A query that comes once a month or once a year, and needs it, scans whole chunks then.',
        note: 'Think of reports at the end of a month, of deletes in a table that a foreign key of this one points to, and of an index that was made a short while ago: its age is not known.',
      },
      context,
    ),
  };
}

function standbyText(standbys: number | null): string {
  if (standbys === null) return ' Whether standbys have queries of their own is not known.';
  return standbys === 0
    ? ''
    : ` Queries on ${counted(standbys, 'standby', 'standbys')} are counted there: look at pg_stat_user_indexes on each before.`;
}
