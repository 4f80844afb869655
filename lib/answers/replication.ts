import type { z } from 'zod';
import type { replicationAnswer as schema } from '@/lib/api/replication-schema';
import type { ArtifactName, Row } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { settingBytes } from '@/lib/derive/setting-bytes';
import type { DatabaseView } from './database-view';
import { missingArtifacts } from './missing-artifacts';
import { openFindings, reference } from './open-findings';

const NEEDS = [
  'replication',
  'standby',
  'replicationSlots',
  'subscriptions',
  'wal',
  'archiver',
  'checkpoints',
] as const;

/** The write-ahead log and who follows it. */
export function replicationAnswer(view: DatabaseView): z.infer<typeof schema> {
  const { target, snapshot, latest } = view;
  const rows = <Name extends ArtifactName>(name: Name): Row<Name>[] | null => {
    const found = artifactRows(snapshot, name);
    return found && [...found];
  };
  const limit = settingBytes('max_slot_wal_keep_size', artifactRows(snapshot, 'settings'));
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    replication: rows('replication'),
    standby: rows('standby'),
    replicationSlots: rows('replicationSlots'),
    subscriptions: rows('subscriptions'),
    walBytesPerSecond: latest('walBytesPerSecond')?.value ?? null,
    slotLimitBytes: limit !== null && limit >= 0 ? limit : null,
    wal: rows('wal')?.[0] ?? null,
    archiver: rows('archiver')?.[0] ?? null,
    checkpoints: rows('checkpoints')?.[0] ?? null,
    findings: openFindings(view)
      .filter(({ rule }) => rule.startsWith('replication/') || rule.startsWith('wal/'))
      .map(reference),
    missing: missingArtifacts(snapshot, NEEDS),
  };
}
