import type { Row } from '@/lib/collect/snapshot';
import { bytes } from '@/lib/format/bytes';
import { duration } from '@/lib/format/duration';
import { defineRule, type Finding, type Severity } from '../rule';

/** pgEdge warns at 30 s and pgMonitor at 50 and 100 MB; ten times that loses a shift's work at a failover. */
const WARNING_SECONDS = 30;
const CRITICAL_SECONDS = 300;
const WARNING_BYTES = 100_000_000;
const CRITICAL_BYTES = 1_000_000_000;

type Receiver = Row<'replication'>;

interface Lag {
  /** What tells it from others: its name, and more where that is not enough. */
  readonly names: readonly string[];
  readonly bytesBehind: number;
  /** Null when it is not known, as when nothing is under way. */
  readonly seconds: number | null;
  readonly words: string;
}

export default defineRule({
  meta: {
    id: 'replication/lag',
    title: 'A standby is far behind',
    why: 'What it has not got yet is lost when the primary is, and who reads from it reads the past. The primary keeps the log for it meanwhile, if a slot makes it.',
    source:
      'https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-REPLICATION-VIEW',
    needs: ['replication', 'standby'],
    timing: {
      warning: { forSeconds: 120, clearSeconds: 240 },
      critical: { forSeconds: 120, clearSeconds: 240 },
    },
    facts: {
      lagBytes: { label: 'Behind', source: 'pg_stat_replication, or the log that waits for replay' },
      lagSeconds: { label: 'Behind, in time', source: 'replay_lag, or now − the last replayed commit' },
    },
  },
  check({ replication, standby }, { server }) {
    if (replication.length === 0 && standby.length === 0)
      return { notApplicable: 'Nobody streams from this server, and it follows none' };
    const lags = [
      ...replication.flatMap((row) => ofReceiver(row, replication)),
      ...standby.flatMap(ofOurselves),
    ];
    const found = lags.flatMap((lag) => {
      const severity = severityOf(lag);
      return severity ? [finding(lag, severity)] : [];
    });
    if (found.length > 0) return found;
    if (replication.some(({ totalLagBytes, state }) => totalLagBytes === null && state === null))
      return { notRun: 'Positions of standbys are hidden' };
    return standby.length > 0 && !server.isSuperuser && !server.isMonitor
      ? { notRun: 'The state of the receiver is hidden' }
      : [];
  },
});

function ofReceiver(row: Receiver, all: readonly Receiver[]): Lag[] {
  if (row.totalLagBytes === null) return [];
  const { sendLagBytes, flushLagBytes, replayLagBytes } = row;
  const parts = [
    [sendLagBytes, 'has not been sent: the network, or a primary that is busy'],
    [flushLagBytes, 'is under way to its disk: the network, or its disk'],
    [replayLagBytes, 'is on its disk and not replayed: its processor, or queries there that conflict'],
  ] as const;
  const [most, words] = parts.reduce((a, b) => ((b[0] ?? 0) > (a[0] ?? 0) ? b : a));
  return [
    {
      names: namesOf(row, all),
      bytesBehind: row.totalLagBytes,
      seconds: row.replayLagSeconds,
      words: `Of the log that it lacks, ${bytes(most)} ${words}.`,
    },
  ];
}

/** Standbys that were given no name are all called walreceiver, and those behind one address translation share it. */
function namesOf(row: Receiver, all: readonly Receiver[]): readonly string[] {
  const name = nameOf(row);
  const others = all.filter((other) => other !== row && nameOf(other) === name);
  if (others.length === 0) return [name];
  const isSameHost = others.some(({ clientAddress }) => clientAddress === row.clientAddress);
  return [name, row.clientAddress ?? 'local', ...(isSameHost ? [`process ${row.pid}`] : [])];
}

const nameOf = ({ applicationName }: Receiver) => applicationName ?? 'unnamed';

/** One that does not stream is another rule's: its distance is not known. */
function ofOurselves(row: Row<'standby'>): Lag[] {
  if (row.receiverStatus !== 'streaming' || row.replayLagBytes === null) return [];
  const words = row.isReplayPaused
    ? 'Replay is paused here: pg_wal_replay_resume() lets it go on.'
    : 'Its log is received and waits for replay: this server is slower than its primary writes, or queries here conflict with what is replayed.';
  return [{ names: ['this standby'], bytesBehind: row.replayLagBytes, seconds: row.lagSeconds, words }];
}

/** Time counts only where bytes are missing: an idle primary sends nothing for hours. */
function severityOf({ bytesBehind, seconds }: Lag): Severity | null {
  const isBehind = (leastBytes: number, leastSeconds: number) =>
    bytesBehind >= leastBytes || (bytesBehind > 0 && seconds !== null && seconds >= leastSeconds);
  if (isBehind(CRITICAL_BYTES, CRITICAL_SECONDS)) return 'critical';
  return isBehind(WARNING_BYTES, WARNING_SECONDS) ? 'warning' : null;
}

function finding({ names, bytesBehind, seconds, words }: Lag, severity: Severity): Finding {
  return {
    subject: ['standby', ...names],
    severity,
    confidence: 'high',
    title: `Let ${names.join(', ')} catch up: ${bytes(bytesBehind)} behind`,
    detail: `${seconds === null ? 'How long that is, is not known.' : `That is ${duration(seconds)}.`} ${words}`,
    facts: { lagBytes: bytesBehind, lagSeconds: seconds },
    impact: {
      prevents: 'commits that are lost at a failover, and reads of the past',
      basis: `${bytes(bytesBehind)}${seconds === null ? '' : ` or ${duration(seconds)}`}, from ${bytes(WARNING_BYTES)} or ${duration(WARNING_SECONDS)} on.`,
    },
  };
}
