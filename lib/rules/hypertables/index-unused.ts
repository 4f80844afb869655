import type { Row } from '@/lib/collect/snapshot';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { byteThreshold } from '../byte-threshold';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { dropIndexAdvice } from '../shared/indexes/drop-advice';
import { hypertableReplacementOf } from '../shared/indexes/hypertable-replacement';
import {
  type Elsewhere,
  elsewhereOf,
  elsewhereText,
  isQuiet,
  isUsedElsewhere,
  LEAST_WINDOW_SECONDS,
  lastScanSecondsOf,
  scansCountedFor,
} from '../shared/indexes/scan-counting';
import { spareForForeignKeys } from '../shared/indexes/spare-for-foreign-keys';

/** CHK-11: smaller ones are not worth the risk. */
const LARGE_BYTES = 100_000_000;

type Index = Row<'hypertableIndexes'>;

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
    needs: ['hypertables', 'hypertableIndexes', 'chunks', 'foreignKeys', 'databaseCounters', 'settings'],
    wants: ['replication'],
    facts: {
      indexBytes: { label: 'Its size', source: 'pg_relation_size of its chunk indexes' },
      chunkIndexes: { label: 'Chunk indexes', source: 'pg_index of every chunk' },
      scans: { label: 'Scans, all chunks together', source: 'pg_stat_get_numscans' },
      windowSeconds: { label: 'Counted for', source: 'pg_stat_database.stats_reset, chunk.creation_time' },
      lastScanSeconds: { label: 'Last scanned, ago', source: 'pg_stat_get_lastscan (16+)' },
      standbys: { label: 'Standbys that were not looked at', source: 'pg_stat_replication' },
    },
  },
  check(
    { hypertables, hypertableIndexes, chunks, foreignKeys, databaseCounters, settings, replication },
    context,
  ) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    if (context.server.inRecovery)
      return { notRun: 'A standby counts the scans of its own queries only; the primary decides' };
    const sinceReset = scansCountedFor(databaseCounters, settings);
    if (typeof sinceReset !== 'number') return sinceReset;
    return hypertables.flatMap((hypertable) => {
      const oldest = oldestSeconds(chunksOf(chunks, hypertable.hypertableId), context.nowMs);
      const seconds = Math.min(sinceReset, oldest);
      if (seconds < LEAST_WINDOW_SECONDS) return [];
      const indexes = hypertableIndexes.filter(
        ({ hypertableId }) => hypertableId === hypertable.hypertableId,
      );
      const unused = unusedOf(indexes, context).filter(
        ({ totalBytes }) => totalBytes >= byteThreshold(LARGE_BYTES, context),
      );
      const keys = foreignKeys
        .filter(({ tableOid }) => indexes.some((index) => index.tableOid === tableOid))
        .map(({ columns }) => ({ columns, indexes }));
      return spareForForeignKeys(unused, keys).map((index) =>
        finding(hypertable, index, seconds, elsewhereOf(index, replication, context), context),
      );
    });
  },
});

function unusedOf(indexes: readonly Index[], context: RuleContext): readonly Index[] {
  const isIdle = (index: Index) => isQuiet(index, context.nowMs) && !isUsedElsewhere(index, context);
  // Another rule drops what these replace.
  const kept = new Set(
    indexes.filter((index) => !isIdle(index)).map((index) => hypertableReplacementOf(index, indexes)?.kept),
  );
  return indexes.filter((index) => isIdle(index) && !guards(index) && !kept.has(index));
}

/** What is needed though nobody searches by it; and what cannot be scanned yet. */
const guards = ({ isUnique, isPrimary, isConstraint, isValid }: Index) =>
  isUnique || isPrimary || isConstraint || !isValid;

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
  seconds: number,
  elsewhere: Elsewhere,
  context: RuleContext,
): Finding {
  const { schema, name } = hypertable;
  const lastScanSeconds = lastScanSecondsOf(index, context.nowMs);
  const quiet =
    lastScanSeconds === null || index.scans === 0
      ? `was scanned in ${duration(seconds)}`
      : `was scanned for ${duration(lastScanSeconds)}`;
  return {
    subject: [schema, name, index.name],
    severity: 'notice',
    // What a standby scans is counted there.
    confidence: elsewhere.unseen?.length === 0 ? 'medium' : 'low',
    title: `Drop the index ${index.name} of ${schema}.${name}, which no query uses`,
    detail: `None of its ${counted(index.chunkIndexes, 'chunk index', 'chunk indexes')} (${bytes(index.totalBytes)}) ${quiet}.${elsewhereText(elsewhere)}`,
    facts: {
      indexBytes: index.totalBytes,
      chunkIndexes: index.chunkIndexes,
      scans: index.scans,
      windowSeconds: seconds,
      lastScanSeconds,
      standbys: elsewhere.unseen?.length ?? null,
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
        note: 'Think of reports at the end of a month, and of an index that was made a short while ago: its age is not known.',
      },
      context,
    ),
  };
}
