import type { HypertablesAnswer } from '@/lib/api/hypertables';
import { artifactRows, collectedAt } from '@/lib/derive/artifact-rows';
import { daysToFull } from '@/lib/derive/steady-state';
import type { DatabaseView } from './database-view';
import { hypertableRow, hypertableSources, measured, storageUseOf } from './hypertable-row';
import { missingArtifacts } from './missing-artifacts';
import { storageCostOf, storageUseOfAll } from './storage-cost';

const NEEDS = ['hypertables', 'chunks', 'policies', 'compressionSettings'] as const;

/** Every hypertable with what its chunks add up to. */
export function hypertablesAnswer(view: DatabaseView): HypertablesAnswer {
  const { snapshot, target } = view;
  const sources = hypertableSources(view);
  const hypertables = artifactRows(snapshot, 'hypertables');
  const rows = hypertables?.map((row) => hypertableRow(row, sources, view)) ?? null;
  const measures = hypertables?.map((row) => ({ row, measures: measured(row, sources) })) ?? [];
  const uses = measures.flatMap((one) =>
    one.measures ? [storageUseOf(one.row, one.measures, sources)] : [],
  );
  // While chunks are not known, neither is what they cost.
  const storage = sources.chunks && storageCostOf(storageUseOfAll(uses), target.profile);
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    hypertables: rows,
    missing: missingArtifacts(snapshot, NEEDS),
    chunksCollectedAt: collectedAt(snapshot, 'chunks'),
    totals: rows && {
      totalBytes: sumOf(rows.map(({ totalBytes }) => totalBytes)),
      rowBytes: sumOf(rows.map(({ rowBytes }) => rowBytes)),
      columnBytes: sumOf(rows.map(({ columnBytes }) => columnBytes)),
      chunkCount: sumOf(rows.map(({ chunkCount }) => chunkCount)),
      growthBytesPerDay: view.growthPerDay('hypertableBytes'),
      storage,
      monthlyCost: storage?.monthlyCost ?? null,
      ...disk(view),
    },
  };
}

/** When the disk is full: the profile says the size of it. */
function disk({ target, snapshot, growthPerDay }: DatabaseView) {
  const { currency, diskBytes = null } = target.profile;
  const databases = artifactRows(snapshot, 'storageSizes')?.filter(({ kind }) => kind === 'database');
  const usedBytes = databases ? sumOf(databases.map((database) => database.totalBytes)) : null;
  const growth = growthPerDay('databaseBytes');
  return {
    currency: currency ?? null,
    diskBytes,
    usedBytes,
    daysToFull:
      diskBytes === null || usedBytes === null || growth === null
        ? null
        : daysToFull(diskBytes, usedBytes, growth),
  };
}

/** Not known when a part is not known. */
function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (sum, value) => (sum === null || value === null ? null : sum + value),
    0,
  );
}
