import type { Row } from '@/lib/collect/snapshot';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { defineRule } from '../rule';
import { isIdleHolder, isLeftOpen } from '../shared/sessions/left-open';

interface Limits {
  readonly warningSeconds: number;
  readonly criticalSeconds: number;
}
/** pganalyze warns of queries after half an hour, and Huawei's service is critical of transactions after two. */
const USUAL: Limits = { warningSeconds: 1_800, criticalSeconds: 7_200 };
/** Where the work is reports and nightly loads they run for hours by design (operations reference: batch profile). */
const OF_BATCHES: Limits = { warningSeconds: 43_200, criticalSeconds: 86_400 };
/** They read a whole database in one transaction by design. */
const BY_DESIGN: ReadonlySet<string> = new Set(['pg_dump', 'pg_dumpall', 'pg_basebackup']);

export default defineRule({
  meta: {
    id: 'sessions/transaction-long',
    title: 'A transaction runs for long',
    why: 'As long as it runs, vacuum removes no row that it might still see, in any table. Its locks stay until its end, and a standby that serves it falls behind.',
    source: 'https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY',
    needs: ['sessions'],
    timing: {
      warning: { forSeconds: 60, clearSeconds: 120 },
      critical: { forSeconds: 60, clearSeconds: 120 },
    },
    facts: {
      sessions: { label: 'Sessions', source: 'pg_stat_activity' },
      longestTransactionSeconds: { label: 'The longest', source: 'pg_stat_activity.xact_start' },
      snapshotXidAge: { label: 'Transactions since its snapshot', source: 'age(backend_xmin)' },
      locksHeld: { label: 'Locks they hold', source: 'pg_locks' },
    },
  },
  check({ sessions }, { profile }) {
    const { warningSeconds, criticalSeconds } = profile.workload === 'analytics' ? OF_BATCHES : USUAL;
    const long = sessions.filter((session) => isCounted(session) && secondsOf(session) >= warningSeconds);
    return [...new Set(long.map(({ roleName }) => roleName ?? ''))].map((role) => {
      const own = long.filter(({ roleName }) => (roleName ?? '') === role);
      const longest = own.reduce((a, b) => (secondsOf(b) > secondsOf(a) ? b : a));
      const ages = own.flatMap(({ snapshotXidAge }) => snapshotXidAge ?? []);
      const snapshotXidAge = ages.length === 0 ? null : Math.max(...ages);
      return {
        subject: ['role', role],
        severity: secondsOf(longest) >= criticalSeconds ? ('critical' as const) : ('warning' as const),
        confidence: 'high' as const,
        title: `Look at the transaction of ${role} that runs for ${duration(secondsOf(longest))}`,
        detail: `${counted(own.length, 'transaction')} of ${role}${longest.applicationName === '' ? '' : ` (${longest.applicationName})`}; the longest is process ${longest.pid}, ${longest.state ?? 'in an unknown state'}.${
          snapshotXidAge === null
            ? ' It holds no snapshot now, so it keeps nothing from vacuum; its locks stay.'
            : ` ${count(snapshotXidAge)} transactions began since its snapshot: dead rows of all of them stay.`
        } Split a batch into smaller transactions; read a long report from a standby. Background jobs, replication and dumps are not counted.`,
        facts: {
          sessions: own.length,
          longestTransactionSeconds: secondsOf(longest),
          snapshotXidAge,
          locksHeld: own.reduce((sum, { locksHeld }) => sum + locksHeld, 0),
        },
        impact: {
          prevents: 'tables that grow by rows that nobody can see any more',
          basis: `Open for ${duration(secondsOf(longest))}, from ${duration(warningSeconds)} on.`,
        },
      };
    });
  },
});

const secondsOf = ({ transactionSeconds }: Row<'sessions'>) => transactionSeconds ?? 0;

/** What a client left open is another rule's; one that talks now and then is not. Workers of background jobs and of replication are no client backends. */
function isCounted(session: Row<'sessions'>): boolean {
  return (
    session.backendType === 'client backend' &&
    (!session.state?.startsWith('idle') || (isIdleHolder(session) && !isLeftOpen(session))) &&
    !BY_DESIGN.has(session.applicationName)
  );
}
