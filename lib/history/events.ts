import type { Pool } from 'pg';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { sql } from '@/lib/sql/statement';
import type { ConfigurationChange } from './configuration-changes';

/** More in one answer nobody reads. */
const MOST_EVENTS = 500;

/** What happened to a database besides its findings. */
export interface HistoryEvent {
  readonly at: string;
  readonly kind:
    | 'version'
    | 'restart'
    | 'crash'
    | 'promotion'
    | 'statistics-reset'
    | ConfigurationChange['kind'];
  readonly title: string;
}

/** What two snapshots of one database tell about the time between them. */
export function eventsBetween(before: Snapshot, now: Snapshot): readonly HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const note = (kind: HistoryEvent['kind'], title: string) => events.push({ at: now.takenAt, kind, title });
  if (before.server.version !== now.server.version)
    note('version', `PostgreSQL ${before.server.version} became ${now.server.version}`);
  const [was, is] = [before.server.timescale?.version, now.server.timescale?.version];
  if (was !== is) note('version', `TimescaleDB ${was ?? '(none)'} became ${is ?? '(none)'}`);
  if (before.server.inRecovery !== now.server.inRecovery)
    note('promotion', now.server.inRecovery ? 'The server became a standby' : 'The standby became a primary');
  const [then, after] = [countersOf(before), countersOf(now)];
  if (then && after && then.serverStartedAt !== after.serverStartedAt)
    note('restart', 'The server was restarted');
  else if (then && after && hasCrashed(then, after)) note('crash', 'The server recovered from a crash');
  if (then && after && then.statsResetAt !== after.statsResetAt)
    note('statistics-reset', 'The statistics of the database were reset');
  return events;
}

export async function writeEvents(
  pool: Pool,
  databaseId: string,
  events: readonly HistoryEvent[],
): Promise<void> {
  await pool.query(
    sql`INSERT INTO chunkwise_history.event (database_id, at, kind, title)
        SELECT $1, e.at, e.kind, e.title FROM jsonb_to_recordset($2) AS e (at timestamptz, kind text, title text)
        ON CONFLICT DO NOTHING`,
    [databaseId, JSON.stringify(events)],
  );
}

/** The newest of the time that was asked for, the newest first, and whether there were more. */
export interface EventsRead {
  readonly events: readonly HistoryEvent[];
  readonly isOldestLeftOut: boolean;
}

/** Those of the last days, of these kinds or of any. */
export async function readEvents(
  pool: Pool,
  databaseId: string,
  days: number,
  kinds: readonly HistoryEvent['kind'][] | null,
): Promise<EventsRead> {
  const { rows } = await pool.query<Omit<HistoryEvent, 'at'> & { at: Date }>(
    sql`SELECT at, kind, title FROM chunkwise_history.event
         WHERE database_id = $1 AND at > now() - make_interval(days => $2) AND ($3::text[] IS NULL OR kind = ANY ($3))
         ORDER BY at DESC, title LIMIT ${MOST_EVENTS + 1}`,
    [databaseId, days, kinds],
  );
  return {
    events: rows.slice(0, MOST_EVENTS).map((row) => ({ ...row, at: row.at.toISOString() })),
    isOldestLeftOut: rows.length > MOST_EVENTS,
  };
}

/** Its checkpointer was started anew, and the server was not. Null is hidden from our role, and tells nothing. */
function hasCrashed(then: Row<'databaseCounters'>, after: Row<'databaseCounters'>): boolean {
  const [was, is] = [then.checkpointerStartedAt, after.checkpointerStartedAt];
  return was !== null && is !== null && was !== is;
}

const countersOf = (snapshot: Snapshot) => artifactRows(snapshot, 'databaseCounters')?.[0];
