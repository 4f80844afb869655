import { Card, CardHeader } from '@/components/ui/card';
import { RelativeTime } from '@/components/ui/relative-time';
import { Unknown } from '@/components/ui/unknown';
import type { ReplicationAnswer } from '@/lib/api/replication';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';
import { Facts } from './facts';

type Checkpoints = NonNullable<ReplicationAnswer['checkpoints']>;

/** Why checkpoints come, and what they cost. */
export function CheckpointsCard({
  checkpoints,
  wal,
}: {
  readonly checkpoints: Checkpoints;
  readonly wal: ReplicationAnswer['wal'];
}) {
  const { timed, requested, done, writeSeconds, syncSeconds, maxWrittenCleaned, statsResetAt } = checkpoints;
  const all = timed + requested;
  return (
    <Card>
      <CardHeader title="Checkpoints" description="Counted since the statistics were reset." />
      <Facts
        facts={[
          ['Reset', <RelativeTime key="reset" at={statsResetAt} />],
          ['On time', count(timed)],
          [
            'On request or because the log was full',
            all === 0 ? count(requested) : `${count(requested)}, ${percent(requested / all)}`,
          ],
          [
            'Really done',
            done === null ? <Unknown key="done" reason="counted from PostgreSQL 18 on" /> : count(done),
          ],
          ['Time to write and to sync', `${duration(writeSeconds)} and ${duration(syncSeconds)}`],
          ['Background writer stopped at its limit', count(maxWrittenCleaned)],
          [
            'Full page images',
            wal?.fullPageImages == null ? (
              <Unknown key="images" reason="counted from PostgreSQL 14 on" />
            ) : (
              count(wal.fullPageImages)
            ),
          ],
        ]}
      />
    </Card>
  );
}
