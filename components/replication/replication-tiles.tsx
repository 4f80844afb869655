import { StatGrid, StatTile } from '@/components/ui/stat-tile';
import type { ReplicationAnswer } from '@/lib/api/replication';
import { bytes, bytesPerSecond } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';

/** The numbers of this moment. */
export function ReplicationTiles({ answer }: { readonly answer: ReplicationAnswer }) {
  const { replication, replicationSlots, walBytesPerSecond, wal, snapshotAt } = answer;
  const kept = (replicationSlots ?? []).flatMap(({ retainedBytes }) => retainedBytes ?? []);
  const unused = replicationSlots?.filter(({ isActive }) => !isActive).length ?? 0;
  const trace = (source: string) => ({ source, at: snapshotAt });
  return (
    <StatGrid label="Now" perRow={4}>
      <StatTile
        label="Standbys"
        value={replication ? count(replication.length) : null}
        detail="stream from here"
        trace={trace('pg_stat_replication')}
      />
      <StatTile
        label="Log kept by slots"
        value={replicationSlots ? (kept.length === 0 ? 'none' : bytes(Math.max(...kept))) : null}
        detail={`${counted(replicationSlots?.length ?? 0, 'slot')}, ${count(unused)} not in use`}
        trace={trace('pg_replication_slots.restart_lsn')}
      />
      <StatTile
        label="Log written"
        value={walBytesPerSecond === null ? null : bytesPerSecond(walBytesPerSecond)}
        unknownReason="a rate needs two readings of the same log"
        trace={trace('pg_current_wal_lsn()')}
      />
      <StatTile
        label="In pg_wal"
        value={wal?.directoryBytes == null ? null : bytes(wal.directoryBytes)}
        unknownReason="its files may not be listed"
        detail={wal?.files == null ? undefined : counted(wal.files, 'file')}
        trace={trace('pg_ls_waldir()')}
      />
    </StatGrid>
  );
}
