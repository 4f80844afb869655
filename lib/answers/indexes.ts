import type { z } from 'zod';
import type { indexesAnswer as schema } from '@/lib/api/indexes-schema';
import { indexDefinition } from '@/lib/sql/table-index';
import { artifactRows, missingArtifacts } from './artifact-rows';
import type { DatabaseView } from './database-view';

/** Every index of an ordinary table; one of a partitioned table stands for those of its partitions. */
export function indexesAnswer({ target, snapshot }: DatabaseView): z.infer<typeof schema> {
  const indexes = artifactRows(snapshot, 'indexes');
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    indexes:
      indexes?.map((index) => ({
        schema: index.schema,
        tableName: index.tableName,
        name: index.name,
        definition: indexDefinition(index),
        method: index.method,
        keyColumns: index.keyColumns,
        includedColumns: index.includedColumns,
        isUnique: index.isUnique,
        isPrimary: index.isPrimary,
        isValid: index.isValid,
        isPartial: index.predicate !== null,
        isConstraint: index.isConstraint,
        partitions: index.partitions,
        totalBytes: index.totalBytes,
        estimatedRows: index.estimatedRows,
        scans: index.scans,
        tuplesRead: index.tuplesRead,
        lastScanAt: index.lastScanAt,
      })) ?? null,
    missing: missingArtifacts(snapshot, ['indexes']),
  };
}
