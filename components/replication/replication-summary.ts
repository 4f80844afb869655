import type { ReplicationAnswer } from '@/lib/api/replication';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';

/** The answer in one sentence. */
export function replicationSummary(answer: ReplicationAnswer): string {
  const [own] = answer.standby ?? [];
  return `${own ? standbyWords(own, isReceiverHidden(answer)) : receiverWords(answer.replication)}; ${archiveWords(answer.archiver)}.`;
}

/** Whether our role may not see how this standby is connected, which is not the same as not connected. */
export const isReceiverHidden = ({ missing }: ReplicationAnswer): boolean =>
  missing.some(({ artifact }) => artifact === 'standby');

function standbyWords(
  { receiverStatus, replayLagBytes }: NonNullable<ReplicationAnswer['standby']>[number],
  isHidden: boolean,
): string {
  if (isHidden) return 'A standby, whose receiver is hidden from this role';
  return receiverStatus === 'streaming'
    ? `A standby that streams, ${bytes(replayLagBytes)} behind what it received`
    : 'A standby that does not stream';
}

function receiverWords(receivers: ReplicationAnswer['replication']): string {
  if (receivers === null) return 'Standbys were not read';
  if (receivers.length === 0) return 'No standby streams from here';
  const known = receivers.flatMap(({ totalLagBytes }) => totalLagBytes ?? []);
  const distance = known.length === 0 ? 'not known how far' : `the furthest ${bytes(Math.max(...known))}`;
  return `${counted(receivers.length, 'standby', 'standbys')}, ${distance} behind`;
}

function archiveWords(archiver: ReplicationAnswer['archiver']): string {
  if (!archiver) return 'archiving was not read';
  if (archiver.mode === 'off') return 'the log is not archived';
  return archiver.isFailing ? 'archiving fails' : 'the log is archived';
}
