import { NO_STATISTICS } from '@/lib/collect/collector';
import type { Row } from '@/lib/collect/snapshot';
import { secondsSince } from '@/lib/derive/seconds-since';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { countInTransaction, showSession, terminateSession } from '@/lib/sql/session';
import { type Advice, defineRule, type Finding } from '../rule';
import { NO_SESSION } from '../shared/sessions/not-rehearsable';
import { numberOf } from '../shared/settings/setting-advice';

/** Bloat begins long before ids run out: a quarter of the default age at which tables are frozen by force (operations reference, xmin.horizon). */
const WARNING_AGE = 50_000_000;
const CRITICAL_SETTING = 'autovacuum_freeze_max_age';
/** Enough to see whether one stands alone. */
const MOST_NAMED = 3;

type Holder = Row<'horizonHolders'>;

export default defineRule({
  meta: {
    id: 'vacuum/horizon-held',
    title: 'Somebody keeps VACUUM from removing dead rows',
    why: 'VACUUM removes only rows that nobody can see any more. One old transaction, slot or standby keeps every row that died since, in every table: they bloat, scans slow down, and ids are not frozen.',
    source: 'https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY',
    needs: ['horizonHolders', 'settings'],
    timing: {
      warning: { forSeconds: 600, clearSeconds: 600 },
      critical: { forSeconds: 600, clearSeconds: 600 },
    },
    facts: {
      heldXidAge: { label: 'Transactions since the oldest', source: 'backend_xmin, xmin, catalog_xmin' },
      heldSeconds: { label: 'For how long', source: 'xact_start, prepared, inactive_since' },
      criticalXidAge: { label: CRITICAL_SETTING, source: 'pg_settings' },
      holders: {
        label: 'Holders past the threshold, 20 at most',
        source: 'pg_stat_activity, pg_prepared_xacts, pg_replication_slots, pg_stat_replication',
      },
    },
  },
  check({ horizonHolders, settings }, { server, nowMs }) {
    if (server.engine === 'embedded') return { notApplicable: NO_STATISTICS.unavailable };
    const setting = settings.find(({ name }) => name === CRITICAL_SETTING);
    if (!setting) return { notRun: `${CRITICAL_SETTING}: not among the settings that were read` };
    const past = horizonHolders.filter(
      ({ xidAge, concernsThisDatabase }) => concernsThisDatabase && xidAge > WARNING_AGE,
    );
    if (past.length > 0) return [finding(past, numberOf(setting), nowMs)];
    return server.isSuperuser || server.isMonitor
      ? []
      : { notRun: 'What sessions of other roles hold is hidden from this role: grant pg_read_all_stats' };
  },
});

/** The oldest first, as the collector sorts them. */
function finding(holders: readonly Holder[], criticalXidAge: number, nowMs: number): Finding {
  const oldest = holders.reduce((a, b) => (b.xidAge > a.xidAge ? b : a));
  const named = holders.slice(0, MOST_NAMED).map((holder) => holderText(holder, nowMs));
  return {
    subject: ['horizon'],
    severity: oldest.xidAge > criticalXidAge ? 'critical' : 'warning',
    confidence: 'high',
    title: `Let go of rows that have been kept for ${count(oldest.xidAge)} transactions`,
    detail: `${named.join('; ')}${holders.length > named.length ? `; and ${holders.length - named.length} more` : ''}. ${REMEDY[oldest.kind](oldest)}`,
    facts: {
      heldXidAge: oldest.xidAge,
      heldSeconds: secondsSince(oldest.since, nowMs),
      criticalXidAge,
      holders: holders.length,
    },
    impact: {
      prevents: 'bloat of every table that is updated',
      basis: `No row that died within ${count(oldest.xidAge)} transactions can be removed${oldest.holds === 'catalogs' ? ' from the system catalogs' : ''}.`,
    },
    ...adviceOf(oldest),
  };
}

function holderText({ kind, name, pid, roleName, state, since, xidAge }: Holder, nowMs: number): string {
  const seconds = secondsSince(since, nowMs);
  const who =
    kind === 'session'
      ? `Session ${pid} of ${roleName ?? 'an unknown role'}${name ? ` (${name})` : ''}`
      : `${kind === 'slot' ? 'Replication slot' : kind === 'standby' ? 'The standby' : 'The prepared transaction'} ${name ?? 'without a name'}`;
  const what = [
    ...(state ? [state] : []),
    ...(seconds === null ? [] : [`for ${duration(Math.round(seconds))}`]),
  ];
  return `${who}${what.length > 0 ? `, ${what.join(' ')},` : ''} holds ${count(xidAge)} transactions`;
}

/** What to do, in words: ending it is the decision of whoever knows what it is for. */
const REMEDY: Readonly<Record<Holder['kind'], (holder: Holder) => string>> = {
  session: () => 'Ask whom it belongs to, and end it: its transaction is rolled back.',
  'prepared-transaction': () =>
    'Its transaction manager has forgotten it, or was never there: COMMIT PREPARED or ROLLBACK PREPARED by a person who knows which; its locks are held until then.',
  slot: ({ state }) =>
    state === 'active'
      ? 'Its consumer is connected and behind: look there.'
      : 'Its consumer is away: start it again, or drop the slot if nobody will come back; the consumer then has to begin anew.',
  standby: () =>
    'A query on the standby takes long, and hot_standby_feedback tells us to wait for it: end it there, or give such queries a standby without feedback.',
};

function adviceOf(oldest: Holder): { readonly advice?: Advice } {
  const { kind, pid, since } = oldest;
  if (kind !== 'session' || pid === null || since === null) return {};
  const session = { pid, since };
  return {
    advice: {
      precheck: { sql: countInTransaction(session), expect: '1 — it is still in the same transaction' },
      steps: [
        {
          sql: showSession(session),
          transaction: 'any',
          lock: { mode: 'none', on: 'nothing', blocks: 'nothing' },
          duration: { seconds: 1, basis: 'reads the list of sessions' },
          rewrites: false,
        },
        {
          sql: terminateSession(session),
          transaction: 'any',
          lock: { mode: 'none', on: 'one session', blocks: 'that session: its connection ends' },
          duration: { seconds: 1, basis: 'sends a signal; rolling back takes no longer in PostgreSQL' },
          rewrites: false,
        },
      ],
      undo: {
        impossible:
          'What the transaction had changed and not committed is lost; its application has to do it again.',
      },
      verify: { sql: countInTransaction(session), expect: '0' },
      worsens: 'The application gets an error and has to connect again.',
      role: 'member of its role, pg_signal_backend, or superuser',
      deletesData: false,
      note: 'The first statement only shows it: look before you run the second. idle_in_transaction_session_timeout, and transaction_timeout from 17 on, keep it from happening again.',
      notRehearsable: NO_SESSION,
    },
  };
}
