import type { Row } from '@/lib/collect/snapshot';
import { countedSeconds } from '@/lib/derive/counting-since';
import { duration } from '@/lib/format/duration';
import type { NotRun, Replica, RuleContext } from '../../rule';

/** Two weeks hold every weekday twice. A month's end they may not hold, which findings say. */
export const LEAST_WINDOW_SECONDS = 14 * 86_400;
/** An index that was scanned once is unused when that was longer ago than any month's end; PostgreSQL 16+ tells. */
const QUIET_SECONDS = 35 * 86_400;

type Scans = Pick<Row<'indexes'>, 'indexOid' | 'scans' | 'lastScanAt'>;

/** Which servers count scans of an index besides this one. */
export interface Elsewhere {
  /** Standbys that were looked at. */
  readonly seen: readonly string[];
  /** Standbys that were not, by name where they have one; null where it is not known whether there are any. */
  readonly unseen: readonly string[] | null;
}

/** For how many seconds scans have been counted on this server, or why that says nothing. */
export function scansCountedFor(
  databaseCounters: readonly Row<'databaseCounters'>[],
  settings: readonly Row<'settings'>[],
): number | NotRun {
  if (settings.some(({ name, setting }) => name === 'track_counts' && setting === 'off'))
    return { notRun: 'Scans are not counted: track_counts is off' };
  const [counters] = databaseCounters;
  if (!counters) return { notRun: 'The counters of this database were not read' };
  const seconds = countedSeconds(counters);
  if (seconds >= LEAST_WINDOW_SECONDS) return seconds;
  return {
    notRun: `Scans have been counted for ${duration(seconds)} only; two weeks are the least that tells`,
    isWaiting: true,
  };
}

/** Whether nothing has scanned it, or nothing for long. Scans that are not known may be many. */
export const isQuiet = ({ scans, lastScanAt }: Omit<Scans, 'indexOid'>, nowMs: number): boolean =>
  scans === 0 || (lastScanAt !== null && secondsFrom(lastScanAt, nowMs) >= QUIET_SECONDS);

/** Null where it was never scanned, or where the server does not say when. */
export const lastScanSecondsOf = ({ lastScanAt }: Pick<Scans, 'lastScanAt'>, nowMs: number): number | null =>
  lastScanAt === null ? null : secondsFrom(lastScanAt, nowMs);

export const secondsFrom = (at: string, untilMs: number): number => (untilMs - Date.parse(at)) / 1_000;

/** What a standby scans is counted there; its index has the same oid. */
export const isUsedElsewhere = (
  { indexOid }: Pick<Scans, 'indexOid'>,
  { replicas, nowMs }: RuleContext,
): boolean =>
  replicas.some(({ scans }) => {
    const counted = scans?.byIndexOid.get(indexOid);
    return counted !== undefined && !isQuiet(counted, nowMs);
  });

/** A standby that has counted for less than two weeks, or did not tell of the index, was not looked at. */
export function elsewhereOf(
  { indexOid }: Pick<Scans, 'indexOid'>,
  replication: readonly Row<'replication'>[] | null,
  { replicas }: RuleContext,
): Elsewhere {
  const isSeen = ({ scans }: Replica) =>
    scans !== null && scans.countedSeconds >= LEAST_WINDOW_SECONDS && scans.byIndexOid.has(indexOid);
  const seen = replicas.filter(isSeen).map(({ name }) => name);
  const known = replicas.filter((replica) => !isSeen(replica)).map(({ name }) => name);
  // A configured replica and a stream do not tell which is which; there are at least so many others.
  const others = replication?.slice(replicas.length).map(nameOf);
  const unseen = others ? [...known, ...others] : null;
  return { seen, unseen: unseen ?? (known.length > 0 ? known : null) };
}

const nameOf = ({ applicationName, clientAddress }: Row<'replication'>) =>
  applicationName ?? clientAddress ?? 'one without a name';

/** Sentences that go on after what was seen on this server; empty where there is no other. */
export function elsewhereText({ seen, unseen }: Elsewhere): string {
  const looked = seen.length === 0 ? '' : ` Nor was it on ${seen.join(', ')}.`;
  if (unseen === null) return `${looked} Whether standbys have queries of their own is not known.`;
  if (unseen.length === 0) return looked;
  return `${looked} Queries on standbys are counted there, and ${unseen.join(', ')} ${unseen.length === 1 ? 'was' : 'were'} not looked at: see pg_stat_user_indexes there before.`;
}
