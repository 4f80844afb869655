import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ReplicationAnswer } from '@/lib/api/replication';
import { bytes } from '@/lib/format/bytes';
import { duration } from '@/lib/format/duration';
import { Facts } from './facts';

type Standby = NonNullable<ReplicationAnswer['standby']>[number];

/** How this server follows its primary. */
export function StandbyCard({ standby }: { readonly standby: Standby }) {
  const streams = standby.receiverStatus === 'streaming';
  return (
    <Card>
      <CardHeader title="This server is a standby" />
      <Facts
        facts={[
          [
            'Receiver',
            <Badge key="status" tone={streams ? 'good' : 'critical'}>
              {standby.receiverStatus ?? 'does not run, or is hidden'}
            </Badge>,
          ],
          ['Replay', standby.isReplayPaused ? 'paused' : 'goes on'],
          ['Received and not replayed', bytes(standby.replayLagBytes)],
          ['Behind', duration(standby.lagSeconds)],
          [
            'Newest commit that was replayed',
            <RelativeTime key="replayed" at={standby.lastReplayedTransactionAt} />,
          ],
          ['Primary heard', <RelativeTime key="heard" at={standby.lastMessageAt} />],
          ['Its slot', standby.slotName ?? 'none'],
        ]}
      />
    </Card>
  );
}
