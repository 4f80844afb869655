import type { Row } from '@/lib/collect/snapshot';
import { countedSeconds } from '@/lib/derive/counting-since';
import { indexesByTable } from '@/lib/derive/indexes-by-table';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { byteThreshold } from '../byte-threshold';
import { defineRule, type Finding, type Replica, type RuleContext } from '../rule';
import { dropTableIndexAdvice } from '../shared/indexes/drop-table-index';
import { replacementOf } from '../shared/indexes/replacement';
import { type ServedForeignKey, spareForForeignKeys } from '../shared/indexes/spare-for-foreign-keys';

/** Two weeks hold every weekday twice. A month's end they may not hold, which the finding says. */
const LEAST_WINDOW_SECONDS = 14 * 86_400;
/** An index that was scanned once is unused when that was longer ago than any month's end; PostgreSQL 16+ tells. */
const QUIET_SECONDS = 35 * 86_400;
/** Smaller ones are not worth the risk. */
const LEAST_BYTES = 10_000_000;

type Index = Row<'indexes'>;
/** Which servers count scans besides this one. */
interface Elsewhere {
  /** Standbys that were looked at. */
  readonly seen: readonly string[];
  /** Standbys that were not, by name where they have one; null where it is not known whether there are any. */
  readonly unseen: readonly string[] | null;
}

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
    if (settings.some(({ name, setting }) => name === 'track_counts' && setting === 'off'))
      return { notRun: 'Scans are not counted: track_counts is off' };
    const [counters] = databaseCounters;
    if (!counters) return { notRun: 'The counters of this database were not read' };
    const sinceReset = countedSeconds(counters);
    if (sinceReset < LEAST_WINDOW_SECONDS)
      return {
        notRun: `Scans have been counted for ${duration(sinceReset)} only; two weeks are the least that tells`,
        isWaiting: true,
      };
    const elsewhere = elsewhereOf(replication, context);
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
    ).map((index) => finding(index, sinceReset, elsewhere, context));
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

const secondsFrom = (at: string, untilMs: number) => (untilMs - Date.parse(at)) / 1_000;

/** What is needed though nobody searches by it; and what cannot be scanned yet. */
const guards = ({ isUnique, isPrimary, isConstraint, isReplicaIdentity, isValid }: Index) =>
  isUnique || isPrimary || isConstraint || isReplicaIdentity || !isValid;

const isQuiet = ({ scans, lastScanAt }: Pick<Index, 'scans' | 'lastScanAt'>, nowMs: number) =>
  scans === 0 || (lastScanAt !== null && secondsFrom(lastScanAt, nowMs) >= QUIET_SECONDS);

/** What a standby scans is counted there; its index has the same oid. */
const isUsedElsewhere = ({ indexOid }: Index, { replicas, nowMs }: RuleContext) =>
  replicas.some(({ scans }) => {
    const counted = scans?.byIndexOid.get(indexOid);
    return counted !== undefined && !isQuiet(counted, nowMs);
  });

/** A standby that has counted for less than two weeks was not looked at for long enough. */
function elsewhereOf(
  replication: readonly Row<'replication'>[] | null,
  { replicas }: RuleContext,
): Elsewhere {
  const isSeen = ({ scans }: Replica) => scans !== null && scans.countedSeconds >= LEAST_WINDOW_SECONDS;
  const seen = replicas.filter(isSeen).map(({ name }) => name);
  const known = replicas.filter((replica) => !isSeen(replica)).map(({ name }) => name);
  // A configured replica and a stream do not tell which is which; there are at least so many others.
  const others = replication?.slice(replicas.length).map(nameOf);
  const unseen = others ? [...known, ...others] : null;
  return { seen, unseen: unseen ?? (known.length > 0 ? known : null) };
}

const nameOf = ({ applicationName, clientAddress }: Row<'replication'>) =>
  applicationName ?? clientAddress ?? 'one without a name';

/** Since when it could have been scanned, as far as that is known. */
const windowOf = ({ changedAt }: Index, sinceReset: number, { nowMs }: RuleContext) =>
  changedAt === null ? sinceReset : Math.min(sinceReset, secondsFrom(changedAt, nowMs));

function finding(index: Index, sinceReset: number, elsewhere: Elsewhere, context: RuleContext): Finding {
  const { schema, tableName, name, totalBytes, scans, lastScanAt, partitions } = index;
  const seconds = windowOf(index, sinceReset, context);
  const lastScanSeconds = lastScanAt === null ? null : secondsFrom(lastScanAt, context.nowMs);
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

function elsewhereText({ seen, unseen }: Elsewhere): string {
  const looked = seen.length === 0 ? '' : ` Nor was it on ${seen.join(', ')}.`;
  if (unseen === null) return `${looked} Whether standbys have queries of their own is not known.`;
  if (unseen.length === 0) return looked;
  return `${looked} Queries on standbys are counted there, and ${unseen.join(', ')} ${unseen.length === 1 ? 'was' : 'were'} not looked at: see pg_stat_user_indexes there before.`;
}
