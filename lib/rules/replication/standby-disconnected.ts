import { secondsSince } from '@/lib/derive/seconds-since';
import { duration } from '@/lib/format/duration';
import { defineRule, type Trend } from '../rule';

/** How a standby that does not stream may still get its log, and what tells that it does. */
interface Feed {
  /** So old its newest commit may be. */
  readonly goneSeconds: number;
  /** Of the log that it replayed within the hour. */
  readonly bytesPerSecond: (log: Trend) => number;
  readonly words: string;
}
const NO_FEED: Feed = {
  // A restart of the primary takes less.
  goneSeconds: 120,
  bytesPerSecond: ({ last }) => last,
  words: 'no archive feeds it',
};
/** An archive brings whole files of 16 MB: between two of them nothing is replayed, however well it goes. */
const ARCHIVE: Feed = {
  // A primary that writes 5 kB/s fills one in less.
  goneSeconds: 3_600,
  bytesPerSecond: ({ average }) => average,
  words: 'its archive brings nothing either',
};

export default defineRule({
  meta: {
    id: 'replication/standby-disconnected',
    title: 'This standby receives nothing',
    why: 'It stays where it was, while its primary goes on: its answers grow old, and at a failover all of that is lost. Received and replayed are equal then, so it looks as if it were up to date.',
    source:
      'https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-WAL-RECEIVER-VIEW',
    needs: ['standby'],
    trends: ['walBytesPerSecond'],
    timing: { critical: { forSeconds: 120, clearSeconds: 240 } },
    facts: {
      secondsSinceReplay: {
        label: 'Since the last replayed commit',
        source: 'pg_last_xact_replay_timestamp()',
      },
      secondsSinceMessage: { label: 'Since the primary was heard', source: 'pg_stat_wal_receiver' },
    },
  },
  check({ standby: [row] }, { server, nowMs, trends }) {
    if (!server.inRecovery) return { notApplicable: 'This server is no standby' };
    if (!row) return { notRun: 'The state of the standby was not read' };
    if (!server.isSuperuser && !server.isMonitor) return { notRun: 'The state of the receiver is hidden' };
    if (row.receiverStatus === 'streaming') return [];
    const secondsSinceReplay = secondsSince(row.lastReplayedTransactionAt, nowMs);
    const log = trends('walBytesPerSecond');
    const { goneSeconds, bytesPerSecond, words } = row.hasRestoreCommand ? ARCHIVE : NO_FEED;
    const isReplaying = !('notRun' in log) && bytesPerSecond(log) > 0;
    if (isReplaying || (secondsSinceReplay !== null && secondsSinceReplay < goneSeconds)) return [];
    return [
      {
        subject: ['standby', 'this standby'],
        severity: 'critical',
        confidence: 'notRun' in log ? 'medium' : 'high',
        title: 'Connect this standby to its primary again',
        detail: `${row.receiverStatus === null ? 'No receiver runs' : `The receiver says ${row.receiverStatus}`}, and ${words}. The newest commit here is ${secondsSinceReplay === null ? 'of an unknown time' : `${duration(secondsSinceReplay)} old`}. Its log says why the connection fails: primary_conninfo, a slot that is gone, or log that the primary has removed, after which it has to be built anew.`,
        facts: { secondsSinceReplay, secondsSinceMessage: secondsSince(row.lastMessageAt, nowMs) },
        impact: {
          prevents: 'a failover to a server that is behind',
          basis: `No receiver, and no commit replayed for ${duration(goneSeconds)}.`,
        },
      },
    ];
  },
});
