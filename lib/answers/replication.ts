import type { z } from 'zod';
import type { replicationAnswer as schema } from '@/lib/api/replication-schema';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { settingBytes } from '@/lib/derive/setting-bytes';
import type { DatabaseView } from './database-view';
import { missingArtifacts, partlyReadArtifacts } from './missing-artifacts';
import { openFindings, reference } from './open-findings';
import { wireRows } from './wire-rows';

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
  const limit = settingBytes('max_slot_wal_keep_size', artifactRows(snapshot, 'settings'));
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    replication: wireRows(snapshot, 'replication'),
    standby: wireRows(snapshot, 'standby'),
    replicationSlots: wireRows(snapshot, 'replicationSlots'),
    subscriptions: wireRows(snapshot, 'subscriptions'),
    walBytesPerSecond: latest('walBytesPerSecond')?.value ?? null,
    slotLimitBytes: limit !== null && limit >= 0 ? limit : null,
    wal: artifactRows(snapshot, 'wal')?.[0] ?? null,
    archiver: artifactRows(snapshot, 'archiver')?.[0] ?? null,
    checkpoints: artifactRows(snapshot, 'checkpoints')?.[0] ?? null,
    findings: openFindings(view)
      .filter(({ rule }) => rule.startsWith('replication/') || rule.startsWith('wal/'))
      .map(reference),
    missing: [...missingArtifacts(snapshot, NEEDS), ...partlyReadArtifacts(snapshot, NEEDS)],
  };
}
