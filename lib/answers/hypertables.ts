import type { HypertablesAnswer } from '@/lib/api/hypertables';
import { daysToFull } from '@/lib/derive/steady-state';
import { monthlyCostOf } from '@/lib/rules/monthly-cost';
import { artifactRows, collectedAt, missingArtifacts } from './artifact-rows';
import type { DatabaseView } from './database-view';
import { hypertableRow, hypertableSources } from './hypertable-row';

const NEEDS = ['hypertables', 'chunks', 'policies', 'compressionSettings'] as const;

/** Every hypertable with what its chunks add up to. */
export function hypertablesAnswer(view: DatabaseView): HypertablesAnswer {
  const { snapshot, target } = view;
  const sources = hypertableSources(view);
  const rows = artifactRows(snapshot, 'hypertables')?.map((row) => hypertableRow(row, sources, view)) ?? null;
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
      ...costAndDisk(view, sumOf(rows.map(({ totalBytes }) => totalBytes))),
    },
  };
}

/** What all of it costs a month, and when the disk is full: the profile says the price and the size of the disk. */
function costAndDisk({ target, snapshot, growthPerDay }: DatabaseView, totalBytes: number | null) {
  const { pricePerGibMonth, currency, diskBytes = null } = target.profile;
  const databases = artifactRows(snapshot, 'storageSizes')?.filter(({ kind }) => kind === 'database');
  const usedBytes = databases ? sumOf(databases.map((database) => database.totalBytes)) : null;
  const growth = growthPerDay('databaseBytes');
  return {
    monthlyCost:
      pricePerGibMonth === undefined || totalBytes === null
        ? null
        : monthlyCostOf(totalBytes, pricePerGibMonth),
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
