import type { ReplicationAnswer } from '@/lib/api/replication';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';

/** The answer in one sentence. */
export function replicationSummary({ replication, standby, archiver }: ReplicationAnswer): string {
  const [own] = standby ?? [];
  const receivers = replication ?? [];
  const first = own
    ? own.receiverStatus === 'streaming'
      ? `A standby that streams, ${bytes(own.replayLagBytes)} behind what it received`
      : 'A standby that does not stream'
    : receivers.length === 0
      ? 'No standby streams from here'
      : `${counted(receivers.length, 'standby', 'standbys')}, the furthest ${bytes(furthest(receivers))} behind`;
  return `${first}; ${archiveWords(archiver)}.`;
}

function furthest(receivers: NonNullable<ReplicationAnswer['replication']>): number | null {
  const known = receivers.flatMap(({ totalLagBytes }) => totalLagBytes ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

function archiveWords(archiver: ReplicationAnswer['archiver']): string {
  if (!archiver) return 'archiving was not read';
  if (archiver.mode === 'off') return 'the log is not archived';
  return archiver.isFailing ? 'archiving fails' : 'the log is archived';
}
