import { FactList } from '@/components/settings/fact-list';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ReplicationAnswer } from '@/lib/api/replication';
import { bytes } from '@/lib/format/bytes';
import { duration } from '@/lib/format/duration';

type Standby = NonNullable<ReplicationAnswer['standby']>[number];

/** How this server follows its primary. */
export function StandbyCard({ standby }: { readonly standby: Standby }) {
  const streams = standby.receiverStatus === 'streaming';
  return (
    <FactList
      title="This server is a standby"
      facts={[
        {
          name: 'Receiver',
          value: (
            <Badge tone={streams ? 'good' : 'critical'}>
              {standby.receiverStatus ?? 'does not run, or is hidden'}
            </Badge>
          ),
        },
        { name: 'Replay', value: standby.isReplayPaused ? 'paused' : 'goes on' },
        { name: 'Received and not replayed', value: bytes(standby.replayLagBytes) },
        { name: 'Behind', value: duration(standby.lagSeconds) },
        {
          name: 'Newest commit that was replayed',
          value: <RelativeTime at={standby.lastReplayedTransactionAt} />,
        },
        { name: 'Primary heard', value: <RelativeTime at={standby.lastMessageAt} /> },
        { name: 'Its slot', value: standby.slotName ?? 'none' },
      ]}
    />
  );
}
