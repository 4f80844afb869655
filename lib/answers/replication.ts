import type { z } from 'zod';
import type { replicationAnswer as schema } from '@/lib/api/replication-schema';
import type { ArtifactName, Row } from '@/lib/collect/snapshot';
import { artifactRows, missingArtifacts } from './artifact-rows';
import type { DatabaseView } from './database-view';

const NEEDS = ['replication', 'standby', 'replicationSlots', 'wal', 'archiver', 'checkpoints'] as const;

/** The write-ahead log and who follows it. */
export function replicationAnswer({ target, snapshot }: DatabaseView): z.infer<typeof schema> {
  const rows = <Name extends ArtifactName>(name: Name): Row<Name>[] | null => {
    const found = artifactRows(snapshot, name);
    return found && [...found];
  };
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    replication: rows('replication'),
    standby: rows('standby'),
    replicationSlots: rows('replicationSlots'),
    wal: rows('wal')?.[0] ?? null,
    archiver: rows('archiver')?.[0] ?? null,
    checkpoints: rows('checkpoints')?.[0] ?? null,
    missing: missingArtifacts(snapshot, NEEDS),
  };
}
