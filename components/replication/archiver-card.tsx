import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { RelativeTime } from '@/components/ui/relative-time';
import { State } from '@/components/ui/state';
import { Unknown } from '@/components/ui/unknown';
import type { ReplicationAnswer } from '@/lib/api/replication';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { Facts } from './facts';

type Archiver = NonNullable<ReplicationAnswer['archiver']>;

/** Whether the log reaches the archive. */
export function ArchiverCard({ archiver }: { readonly archiver: Archiver }) {
  const { readyFiles, readyBytes, oldestReadyAt, lastArchivedAt, lastFailedAt, failures } = archiver;
  return (
    <Card>
      <CardHeader title="Archiver" />
      {archiver.mode === 'off' ? (
        <State kind="empty" title="The log is not archived.">
          archive_mode is off: nothing can be restored to a point in time from this server’s log, unless
          something streams it (pg_receivewal, Barman).
        </State>
      ) : (
        <Facts
          facts={[
            ['State', <ArchiverState key="state" archiver={archiver} />],
            [
              'Files that wait',
              readyFiles === null ? (
                <Unknown key="ready" reason="they may not be listed" />
              ) : (
                `${counted(readyFiles, 'file')}, ${bytes(readyBytes)}`
              ),
            ],
            ['The oldest waits since', <RelativeTime key="oldest" at={oldestReadyAt} />],
            ['Last file archived', <RelativeTime key="archived" at={lastArchivedAt} />],
            ['Last failure', <RelativeTime key="failed" at={lastFailedAt} />],
            ['Failures since the reset', count(failures)],
          ]}
        />
      )}
    </Card>
  );
}

function ArchiverState({ archiver }: { readonly archiver: Archiver }) {
  if (archiver.isFailing) return <Badge tone="critical">the newest attempt failed</Badge>;
  if (!archiver.hasCommand && !archiver.hasLibrary) return <Badge tone="critical">has no command</Badge>;
  if (archiver.archiverProcesses === 0) return <Badge tone="critical">does not run</Badge>;
  return archiver.archiverProcesses === null ? <Badge>hidden</Badge> : <Badge tone="good">runs</Badge>;
}
