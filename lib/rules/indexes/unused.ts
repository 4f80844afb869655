import type { Row } from '@/lib/collect/snapshot';
import { indexesByTable } from '@/lib/derive/indexes-by-table';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { byteThreshold } from '../byte-threshold';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { dropTableIndexAdvice } from '../shared/indexes/drop-table-index';
import { replacementOf } from '../shared/indexes/replacement';
import {
  type Elsewhere,
  elsewhereOf,
  elsewhereText,
  isQuiet,
  isUsedElsewhere,
  LEAST_WINDOW_SECONDS,
  lastScanSecondsOf,
  scansCountedFor,
  secondsFrom,
} from '../shared/indexes/scan-counting';
import { type ServedForeignKey, spareForForeignKeys } from '../shared/indexes/spare-for-foreign-keys';

/** Smaller ones are not worth the risk. */
const LEAST_BYTES = 10_000_000;

type Index = Row<'indexes'>;
/** Partitions are judged together: an index of which a single partition's part is scanned is used. */
export default defineRule({
  meta: {
    id: 'indexes/unused',
    title: 'No query uses an index',
    why: 'Every insert writes it, updates of its columns cannot be HOT, VACUUM reads it, and it takes memory from what is used.',
    source:
      'https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-INDEXES-VIEW',
    needs: ['indexes', 'foreignKeys', 'databaseCounters', 'settings'],
    wants: ['replication'],
    facts: {
      indexBytes: { label: 'Its size', source: 'pg_class.relpages' },
      scans: { label: 'Scans', source: 'pg_stat_get_numscans' },
      windowSeconds: { label: 'Counted for', source: 'pg_stat_database.stats_reset' },
      lastScanSeconds: { label: 'Last scanned, ago', source: 'pg_stat_get_lastscan (16+)' },
      unseenStandbys: { label: 'Standbys that were not looked at', source: 'pg_stat_replication' },
    },
  },
  check({ indexes, foreignKeys, databaseCounters, settings, replication }, context) {
    if (context.server.inRecovery)
      return { notApplicable: 'A standby counts the scans of its own queries only; the primary decides' };
    const sinceReset = scansCountedFor(databaseCounters, settings);
    if (typeof sinceReset !== 'number') return sinceReset;
    const byTable = indexesByTable(indexes);
    const ofTable = ({ tableOid }: Pick<Index, 'tableOid'>) => byTable.get(tableOid) ?? [];
    // Another rule drops what these replace.
    const kept = new Set(indexes.map((index) => replacementOf(index, ofTable(index))?.kept));
    const unused = indexes
      .filter((index) => index.totalBytes >= byteThreshold(LEAST_BYTES, context))
      .filter((index) => !guards(index) && isQuiet(index, context.nowMs))
      .filter((index) => !isUsedElsewhere(index, context))
      .filter((index) => windowOf(index, sinceReset, context) >= LEAST_WINDOW_SECONDS)
      // Of these another rule knows more.
      .filter((index) => !replacementOf(index, ofTable(index)) && !kept.has(index));
    return spareForForeignKeys(
      unused,
      foreignKeys.flatMap((key) => servedBy(key, ofTable)),
    ).map((index) => finding(index, sinceReset, elsewhereOf(index, replication, context), context));
  },
});

/** Each partition by itself: it is served by an index of its own, or by that of the whole. */
function servedBy(
  { tableOid, columns, partitions }: Row<'foreignKeys'>,
  ofTable: (table: Pick<Index, 'tableOid'>) => readonly Index[],
): readonly ServedForeignKey<Index>[] {
  const ofWhole = ofTable({ tableOid });
  const parts = partitions.map((partition) => [...ofTable(partition), ...ofWhole]);
  return [ofWhole, ...parts].map((indexes) => ({ columns, indexes }));
}

/** What is needed though nobody searches by it; and what cannot be scanned yet. */
const guards = ({ isUnique, isPrimary, isConstraint, isReplicaIdentity, isValid }: Index) =>
  isUnique || isPrimary || isConstraint || isReplicaIdentity || !isValid;

/** Since when it could have been scanned, as far as that is known. */
const windowOf = ({ changedAt }: Index, sinceReset: number, { nowMs }: RuleContext) =>
  changedAt === null ? sinceReset : Math.min(sinceReset, secondsFrom(changedAt, nowMs));

function finding(index: Index, sinceReset: number, elsewhere: Elsewhere, context: RuleContext): Finding {
  const { schema, tableName, name, totalBytes, scans, partitions } = index;
  const seconds = windowOf(index, sinceReset, context);
  const lastScanSeconds = lastScanSecondsOf(index, context.nowMs);
  const quiet =
    lastScanSeconds === null || scans === 0
      ? `was not scanned in ${duration(seconds)}`
      : `was last scanned ${duration(lastScanSeconds)} ago`;
  const parts = partitions === null ? '' : `, ${counted(partitions, 'partition')} together,`;
  return {
    subject: [schema, tableName, name],
    severity: 'notice',
    // What a standby scans is counted there; an index that was made yesterday looks the same.
    confidence: elsewhere.unseen?.length === 0 && index.changedAt !== null ? 'medium' : 'low',
    title: `Drop the index ${name} of ${schema}.${tableName}, which no query uses`,
    detail: `${name} (${bytes(totalBytes)})${parts} ${quiet}.${elsewhereText(elsewhere)}`,
    facts: {
      indexBytes: totalBytes,
      scans,
      windowSeconds: seconds,
      lastScanSeconds,
      unseenStandbys: elsewhere.unseen?.length ?? null,
    },
    impact: {
      bytesSaved: { low: totalBytes, high: totalBytes },
      basis: `${count(totalBytes)} bytes of ${name}, and one index fewer to write with each row.`,
    },
    advice: dropTableIndexAdvice(
      index,
      {
        worsens: `A query that comes once a quarter, and needs ${name}, reads the whole table then.`,
        note: `${index.changedAt === null ? 'When the index was made is not known: one that was made a short while ago looks the same. ' : ''}${index.keyColumns.includes(null) ? 'The statistics of its expression go with it, and plans of queries with that expression may change. ' : ''}Think of reports at the end of a quarter.`,
      },
      context,
    ),
  };
}
