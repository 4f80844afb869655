import type { Row } from '@/lib/collect/snapshot';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { defineRule } from '../rule';

/** pgEdge's workbench speaks of waits of a minute … */
const WARNING_SECONDS = 60;
/** … and pganalyze of three sessions that wait for five. */
const CRITICAL_SECONDS = 300;
const CRITICAL_SESSIONS = 3;

type Session = Row<'sessions'>;

export default defineRule({
  meta: {
    id: 'sessions/blocked',
    title: 'Sessions wait for a lock of another',
    why: 'They wait until the other transaction ends, and so does everybody behind them. A statement that only waits for a strong lock stops all that come after it, reads too.',
    source: 'https://www.postgresql.org/docs/current/explicit-locking.html',
    needs: ['sessions'],
    facts: {
      blockedSessions: { label: 'Sessions that wait for more than a minute', source: 'pg_blocking_pids' },
      longestWaitSeconds: {
        label: 'The longest wait',
        source: 'pg_locks.waitstart; before 14 since its statement began',
      },
      blockerTransactionSeconds: {
        label: 'Age of the transaction in the way',
        source: 'pg_stat_activity.xact_start',
      },
      rootProcess: { label: 'Process in the way', source: 'pg_blocking_pids' },
    },
  },
  check({ sessions }) {
    const waiting = sessions.filter(
      ({ blockedBy, waitSeconds }) => blockedBy.length > 0 && (waitSeconds ?? 0) > WARNING_SECONDS,
    );
    const [first] = waiting.toSorted((a, b) => (b.waitSeconds ?? 0) - (a.waitSeconds ?? 0));
    if (!first) return [];
    const longestWaitSeconds = first.waitSeconds ?? 0;
    const long = waiting.filter(({ waitSeconds }) => (waitSeconds ?? 0) > CRITICAL_SECONDS);
    const root = rootOf(first, sessions);
    const blocker = sessions.find(({ pid }) => pid === root);
    return [
      {
        subject: ['locks'],
        severity: long.length >= CRITICAL_SESSIONS ? 'critical' : 'warning',
        confidence: 'high',
        title: `Free ${counted(waiting.length, 'session')} that ${waiting.length === 1 ? 'waits' : 'wait'} for a lock`,
        detail: `Process ${first.pid} waits for ${first.waitsFor ?? 'a lock'} for ${duration(longestWaitSeconds)}. ${blockerWords(root, blocker)}`,
        facts: {
          blockedSessions: waiting.length,
          longestWaitSeconds,
          blockerTransactionSeconds: blocker?.transactionSeconds ?? null,
          rootProcess: root,
        },
        impact: {
          prevents: 'requests that hang and connections that pile up behind them',
          basis: `Waits of more than ${duration(WARNING_SECONDS)}; critical from ${CRITICAL_SESSIONS} sessions of more than ${duration(CRITICAL_SECONDS)} on.`,
        },
      },
    ];
  },
});

/** Follows the first in the way of each, until one that waits for nobody; a circle ends where it began. */
function rootOf(session: Session, all: readonly Session[]): number {
  const seen = new Set<number>();
  let pid = session.pid;
  for (let at: Session | undefined = session; at && !seen.has(at.pid); ) {
    seen.add(at.pid);
    const [next]: readonly number[] = at.blockedBy;
    if (next === undefined) break;
    pid = next;
    at = all.find((one) => one.pid === next);
  }
  return pid;
}

function blockerWords(root: number, blocker: Session | undefined): string {
  if (root === 0)
    return 'A prepared transaction is in the way: COMMIT PREPARED or ROLLBACK PREPARED ends it, whichever its coordinator decided.';
  if (!blocker) return `Process ${root} was in the way and is gone by now.`;
  const who = `${blocker.roleName ?? 'a role that is hidden'}${blocker.applicationName === '' ? '' : ` (${blocker.applicationName})`}`;
  const age = duration(blocker.transactionSeconds);
  return blocker.state?.startsWith('idle in transaction')
    ? `In the way is process ${root} of ${who}, whose transaction is open for ${age} and does nothing: end it with its client.`
    : `In the way is process ${root} of ${who}, ${blocker.state ?? 'in an unknown state'}, with a transaction of ${age}: wait for it, or cancel its statement.`;
}
