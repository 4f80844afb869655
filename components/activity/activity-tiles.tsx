import { StatGrid, StatTile } from '@/components/ui/stat-tile';
import type { ActivityAnswer } from '@/lib/api/activity';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';

const HIDDEN = 'sessions of other roles are hidden';

/** The numbers of this moment. */
export function ActivityTiles({
  answer: { activity, locks, snapshotAt },
}: {
  readonly answer: ActivityAnswer;
}) {
  const orNull = (value: number | null | undefined) => (value == null ? null : count(value));
  const trace = (source: string) => ({ source, at: snapshotAt });
  const idle = activity?.idleInTransaction ?? null;
  return (
    <StatGrid label="Now" perRow={6}>
      <StatTile
        label="Connections"
        value={orNull(activity?.clients)}
        unknownReason={HIDDEN}
        detail={`of ${count(activity?.usableConnections)}`}
        trace={trace('pg_stat_activity')}
      />
      <StatTile
        label="At work"
        value={orNull(activity?.active)}
        unknownReason={HIDDEN}
        detail={longestWords(activity?.longestQuerySeconds)}
        trace={trace('pg_stat_activity.state')}
      />
      <StatTile
        label="Idle in a transaction"
        value={idle === null ? null : count(idle + (activity?.idleInTransactionAborted ?? 0))}
        unknownReason={HIDDEN}
        detail={longestWords(activity?.oldestIdleInTransactionSeconds)}
        trace={trace('pg_stat_activity.state')}
      />
      <StatTile
        label="Wait for a lock"
        value={orNull(activity?.blockedSessions)}
        unknownReason={HIDDEN}
        detail={longestWords(activity?.longestBlockedSeconds)}
        trace={trace('pg_stat_activity.wait_event_type')}
      />
      <StatTile
        label="Oldest transaction"
        value={
          activity?.clients == null
            ? null
            : activity.oldestTransactionSeconds === null
              ? 'none'
              : duration(activity.oldestTransactionSeconds)
        }
        unknownReason={HIDDEN}
        detail={activity?.oldestTransactionPid ? `process ${activity.oldestTransactionPid}` : 'is open'}
        trace={trace('pg_stat_activity.xact_start')}
      />
      <StatTile
        label="Table of locks"
        value={locks ? percent(locks.tableSlotsUsed / locks.tableSlots) : null}
        unknownReason="locks were not read"
        detail={locks ? `${count(locks.tableSlotsUsed)} of ${count(locks.tableSlots)}` : undefined}
        trace={trace('pg_locks; max_locks_per_transaction × processes')}
      />
    </StatGrid>
  );
}

function longestWords(seconds: number | null | undefined): string {
  return seconds == null ? 'none' : `longest ${duration(seconds)}`;
}
