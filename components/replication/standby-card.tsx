import { FactList } from '@/components/settings/fact-list';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ReplicationAnswer } from '@/lib/api/replication';
import { bytes } from '@/lib/format/bytes';
import { duration } from '@/lib/format/duration';

type Standby = NonNullable<ReplicationAnswer['standby']>[number];

const HIDDEN = 'hidden from this role';

/** How this server follows its primary. */
export function StandbyCard({
  standby,
  isHidden,
}: {
  readonly standby: Standby;
  /** How it is connected: whatever is null then is not known. */
  readonly isHidden: boolean;
}) {
  const streams = standby.receiverStatus === 'streaming';
  return (
    <FactList
      title="This server is a standby"
      facts={[
        {
          name: 'Receiver',
          value: isHidden ? (
            HIDDEN
          ) : (
            <Badge tone={streams ? 'good' : 'critical'}>{standby.receiverStatus ?? 'does not run'}</Badge>
          ),
        },
        { name: 'Replay', value: standby.isReplayPaused ? 'paused' : 'goes on' },
        { name: 'Received and not replayed', value: bytes(standby.replayLagBytes) },
        { name: 'Behind', value: duration(standby.lagSeconds) },
        {
          name: 'Newest commit that was replayed',
          value: <RelativeTime at={standby.lastReplayedTransactionAt} />,
        },
        {
          name: 'Primary heard',
          value: isHidden ? HIDDEN : <RelativeTime at={standby.lastMessageAt} />,
        },
        { name: 'Its slot', value: isHidden ? HIDDEN : (standby.slotName ?? 'none') },
      ]}
    />
  );
}
