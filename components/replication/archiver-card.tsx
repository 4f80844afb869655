import { FactList } from '@/components/settings/fact-list';
import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { RelativeTime } from '@/components/ui/relative-time';
import { State } from '@/components/ui/state';
import { Unknown } from '@/components/ui/unknown';
import type { ReplicationAnswer } from '@/lib/api/replication';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';

type Archiver = NonNullable<ReplicationAnswer['archiver']>;

/** Whether the log reaches the archive. */
export function ArchiverCard({ archiver }: { readonly archiver: Archiver }) {
  const { readyFiles, readyBytes, oldestReadyAt, lastArchivedAt, lastFailedAt, failures } = archiver;
  if (archiver.mode === 'off')
    return (
      <Card>
        <CardHeader title="Archiver" />
        <State kind="empty" title="The log is not archived.">
          archive_mode is off: nothing can be restored to a point in time from this server’s log, unless
          something streams it (pg_receivewal, Barman).
        </State>
      </Card>
    );
  return (
    <FactList
      title="Archiver"
      facts={[
        { name: 'State', value: <ArchiverState archiver={archiver} /> },
        {
          name: 'Files that wait',
          value:
            readyFiles === null ? (
              <Unknown reason="they may not be listed" />
            ) : (
              `${counted(readyFiles, 'file')}, ${bytes(readyBytes)}`
            ),
        },
        { name: 'The oldest waits since', value: <RelativeTime at={oldestReadyAt} /> },
        { name: 'Last file archived', value: <RelativeTime at={lastArchivedAt} /> },
        { name: 'Last failure', value: <RelativeTime at={lastFailedAt} /> },
        { name: 'Failures since the reset', value: count(failures) },
      ]}
    />
  );
}

function ArchiverState({ archiver }: { readonly archiver: Archiver }) {
  if (archiver.isFailing) return <Badge tone="critical">the newest attempt failed</Badge>;
  if (!archiver.hasCommand && !archiver.hasLibrary) return <Badge tone="critical">has no command</Badge>;
  if (archiver.archiverProcesses === 0) return <Badge tone="critical">does not run</Badge>;
  return archiver.archiverProcesses === null ? <Badge>hidden</Badge> : <Badge tone="good">runs</Badge>;
}
