import type { Row } from '@/lib/collect/snapshot';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { countIdleInTransaction, endIdleInTransaction } from '@/lib/sql/session';
import { resetOverride, setOverride } from '@/lib/sql/setting';
import { type Advice, defineRule, type Finding } from '../rule';
import { catalogStep } from '../shared/security/catalog-step';
import { isLeftOpen, LEFT_OPEN_SECONDS } from '../shared/sessions/left-open';
import { NO_SESSION } from '../shared/sessions/not-rehearsable';

/** pgMonitor's, as the limit from which it warns. */
const CRITICAL_SECONDS = 900;
const TIMEOUT = 'idle_in_transaction_session_timeout';
/** As long as it is critical: what waits for less may be a person at a prompt. */
const ADVISED_TIMEOUT = '15min';

type Session = Row<'sessions'>;

export default defineRule({
  meta: {
    id: 'sessions/idle-in-transaction',
    title: 'A session idles inside a transaction',
    why: 'Its locks stay, so whoever needs them waits; and what it has read or written keeps vacuum from cleaning up in all tables. Nothing ends it but its client or a timeout.',
    source:
      'https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT',
    needs: ['sessions'],
    wants: ['settingOverrides'],
    timing: {
      warning: { forSeconds: 60, clearSeconds: 120 },
      critical: { forSeconds: 60, clearSeconds: 120 },
    },
    facts: {
      sessions: { label: 'Sessions', source: 'pg_stat_activity' },
      longestIdleSeconds: { label: 'Idle for, the longest', source: 'pg_stat_activity.state_change' },
      locksHeld: { label: 'Locks they hold', source: 'pg_locks' },
      blockedSessions: { label: 'Sessions that wait for them', source: 'pg_blocking_pids' },
    },
  },
  check({ sessions, settingOverrides }) {
    const idle = sessions.filter(isLeftOpen);
    const roles = [...new Set(idle.map(({ roleName }) => roleName ?? ''))];
    return roles.map((role) =>
      finding(
        role,
        idle.filter(({ roleName }) => (roleName ?? '') === role),
        sessions,
        settingOverrides,
      ),
    );
  },
});

function finding(
  role: string,
  idle: readonly Session[],
  all: readonly Session[],
  overrides: readonly Row<'settingOverrides'>[] | null,
): Finding {
  const longestIdleSeconds = Math.max(...idle.map(({ stateSeconds }) => stateSeconds ?? 0));
  const locksHeld = idle.reduce((sum, session) => sum + session.locksHeld, 0);
  const pids = new Set(idle.map(({ pid }) => pid));
  const blockedSessions = all.filter(({ blockedBy }) => blockedBy.some((pid) => pids.has(pid))).length;
  const applications = [
    ...new Set(idle.map(({ applicationName }) => applicationName || 'an unnamed application')),
  ];
  return {
    subject: ['role', role],
    severity: longestIdleSeconds >= CRITICAL_SECONDS ? 'critical' : 'warning',
    confidence: 'high',
    title: `End the transactions that ${role} left open`,
    detail: `${counted(idle.length, 'session')} of ${role} (${applications.slice(0, 3).join(', ')}) idle inside a transaction, the longest for ${duration(longestIdleSeconds)}, and hold ${counted(locksHeld, 'lock')}. Usually an application forgets to commit when something else fails; the timeout bounds what that costs.`,
    facts: { sessions: idle.length, longestIdleSeconds, locksHeld, blockedSessions },
    impact: {
      prevents: 'sessions that wait for its locks, and dead rows that cannot be cleaned up',
      basis: `Idle for ${duration(longestIdleSeconds)}, from ${duration(LEFT_OPEN_SECONDS)} on.`,
    },
    ...(overrides && role !== '' && { advice: bound(role, idle, overrides) }),
  };
}

function bound(
  role: string,
  idle: readonly Session[],
  overrides: readonly Row<'settingOverrides'>[],
): Advice {
  const scope = { databaseName: null, roleName: role };
  const present = overrides.find(
    (row) => row.name === TIMEOUT && row.roleName === role && row.databaseName === null,
  );
  const before = present?.setting ?? null;
  const undo = before === null ? resetOverride(scope, TIMEOUT) : setOverride(scope, TIMEOUT, before);
  return {
    precheck: {
      sql: countIdleInTransaction(idle),
      expect: `${idle.length} — they are still idle inside their transactions`,
    },
    steps: [
      catalogStep(setOverride(scope, TIMEOUT, ADVISED_TIMEOUT), 'pg_db_role_setting'),
      {
        sql: endIdleInTransaction(idle),
        transaction: 'any',
        lock: { mode: 'none', on: 'nothing', blocks: 'nothing: it frees what the sessions held' },
        duration: { seconds: 1, basis: 'signals each session' },
        rewrites: false,
      },
    ],
    undo: [{ sql: undo, note: 'Sessions that were ended do not come back; their clients connect anew.' }],
    verify: { sql: countIdleInTransaction(idle), expect: '0 — they are gone' },
    worsens: `What the sessions wrote in their open transactions is rolled back. New sessions of ${role} that idle inside a transaction for ${ADVISED_TIMEOUT} are ended.`,
    role: 'superuser, or a role that may alter it and is a member of pg_signal_backend',
    deletesData: false,
    note: 'Sessions that are open now keep the old timeout until they connect again.',
    notRehearsable: NO_SESSION,
  };
}
