import type { Row } from '@/lib/collect/snapshot';
import { supportsForeignKey } from '@/lib/derive/foreign-key-support';
import { indexesByTable } from '@/lib/derive/indexes-by-table';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { byteThreshold } from '../byte-threshold';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { dropTableIndexAdvice } from '../shared/indexes/drop-table-index';
import { replacementOf } from '../shared/indexes/replacement';

/** Two weeks hold every weekday twice. A month's end they may not hold, which the finding says. */
const LEAST_WINDOW_SECONDS = 14 * 86_400;
/** An index that was scanned once is unused when that was longer ago than any month's end; PostgreSQL 16+ tells. */
const QUIET_SECONDS = 35 * 86_400;
/** Smaller ones are not worth the risk. */
const LEAST_BYTES = 10_000_000;

type Index = Row<'indexes'>;
type Standbys = readonly Row<'replication'>[] | null;

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
      standbys: { label: 'Standbys, whose scans are not counted here', source: 'pg_stat_replication' },
    },
  },
  check({ indexes, foreignKeys, databaseCounters, settings, replication }, context) {
    if (context.server.inRecovery)
      return { notApplicable: 'A standby counts the scans of its own queries only; the primary decides' };
    if (settings.some(({ name, setting }) => name === 'track_counts' && setting === 'off'))
      return { notRun: 'Scans are not counted: track_counts is off' };
    const [counters] = databaseCounters;
    if (!counters) return { notRun: 'The counters of this database were not read' };
    // A reset that is not known was before the start: statistics outlive a clean restart.
    const countedSeconds = secondsFrom(
      counters.statsResetAt ?? counters.serverStartedAt,
      Date.parse(counters.serverClockAt),
    );
    if (countedSeconds < LEAST_WINDOW_SECONDS)
      return {
        notRun: `Scans have been counted for ${duration(countedSeconds)} only; two weeks are the least that tells`,
      };
    const byTable = indexesByTable(indexes);
    const servesForeignKey = (index: Index) =>
      foreignKeys.some(
        (foreignKey) =>
          foreignKey.tableOid === index.tableOid &&
          supportsForeignKey(index, foreignKey) &&
          !byTable
            .get(index.tableOid)
            ?.some((other) => other !== index && supportsForeignKey(other, foreignKey)),
      );
    return (
      indexes
        .filter((index) => index.totalBytes >= byteThreshold(LEAST_BYTES, context))
        .filter((index) => !guards(index) && isQuiet(index, context.nowMs) && !servesForeignKey(index))
        .filter((index) => windowOf(index, countedSeconds, context) >= LEAST_WINDOW_SECONDS)
        // Of these another rule knows more.
        .filter((index) => !replacementOf(index, byTable.get(index.tableOid) ?? []))
        .map((index) => finding(index, countedSeconds, replication, context))
    );
  },
});

const secondsFrom = (at: string, untilMs: number) => (untilMs - Date.parse(at)) / 1_000;

/** What is needed though nobody searches by it; and what cannot be scanned yet. */
const guards = ({ isUnique, isPrimary, isConstraint, isReplicaIdentity, isValid }: Index) =>
  isUnique || isPrimary || isConstraint || isReplicaIdentity || !isValid;

const isQuiet = ({ scans, lastScanAt }: Index, nowMs: number) =>
  scans === 0 || (lastScanAt !== null && secondsFrom(lastScanAt, nowMs) >= QUIET_SECONDS);

/** Since when it could have been scanned, as far as that is known. */
const windowOf = ({ changedAt }: Index, countedSeconds: number, { nowMs }: RuleContext) =>
  changedAt === null ? countedSeconds : Math.min(countedSeconds, secondsFrom(changedAt, nowMs));

function finding(index: Index, countedSeconds: number, standbys: Standbys, context: RuleContext): Finding {
  const { schema, tableName, name, totalBytes, scans, lastScanAt, partitions } = index;
  const seconds = windowOf(index, countedSeconds, context);
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
    confidence: standbys?.length === 0 && index.changedAt !== null ? 'medium' : 'low',
    title: `Drop the index ${name} of ${schema}.${tableName}, which no query uses`,
    detail: `${name} (${bytes(totalBytes)})${parts} ${quiet}.${standbyText(standbys)}`,
    facts: {
      indexBytes: totalBytes,
      scans,
      windowSeconds: seconds,
      lastScanSeconds,
      standbys: standbys?.length ?? null,
    },
    impact: {
      bytesSaved: { low: totalBytes, high: totalBytes },
      basis: `${totalBytes} bytes of ${name}, and one index fewer to write with each row.`,
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

function standbyText(standbys: Standbys): string {
  if (standbys === null) return ' Whether standbys have queries of their own is not known.';
  if (standbys.length === 0) return '';
  const names = standbys.map(
    ({ applicationName, clientAddress }) => applicationName ?? clientAddress ?? 'one without a name',
  );
  return ` Queries on standbys are counted there, and were not looked at: see pg_stat_user_indexes on ${names.join(', ')} before.`;
}
