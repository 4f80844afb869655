import { FactList } from '@/components/settings/fact-list';
import { RelativeTime } from '@/components/ui/relative-time';
import { Unknown } from '@/components/ui/unknown';
import type { ReplicationAnswer } from '@/lib/api/replication';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';

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
    <FactList
      title="Checkpoints"
      description="Counted since the statistics were reset."
      facts={[
        { name: 'Reset', value: <RelativeTime at={statsResetAt} /> },
        { name: 'On time', value: count(timed) },
        {
          name: 'On request or because the log was full',
          value: all === 0 ? count(requested) : `${count(requested)}, ${percent(requested / all)}`,
        },
        {
          name: 'Really done',
          value: done === null ? <Unknown reason="counted from PostgreSQL 18 on" /> : count(done),
        },
        {
          name: 'Time to write and to sync',
          value: `${duration(writeSeconds)} and ${duration(syncSeconds)}`,
        },
        { name: 'Background writer stopped at its limit', value: count(maxWrittenCleaned) },
        {
          name: 'Full page images',
          value:
            wal?.fullPageImages == null ? (
              <Unknown reason="counted from PostgreSQL 14 on" />
            ) : (
              count(wal.fullPageImages)
            ),
        },
      ]}
    />
  );
}
