import type { HypertableAnswer } from '@/lib/api/hypertable';
import type { Row } from '@/lib/collect/snapshot';

type Parts<Name extends 'dimensions' | 'columns' | 'indexes'> = NonNullable<HypertableAnswer[Name]>;

export function dimensionsOf(dimensions: readonly Row<'dimensions'>[]): Parts<'dimensions'> {
  return dimensions.map((dimension) => ({
    position: dimension.position,
    kind: dimension.kind,
    column: dimension.column,
    columnType: dimension.columnType,
    chunkIntervalSeconds: dimension.chunkIntervalSeconds,
    chunkIntervalUnits: dimension.chunkIntervalUnits,
    partitionCount: dimension.partitionCount,
    integerNowFunction: dimension.integerNowFunction,
  }));
}

/** Each column with what it is to the hypertable and to its columnstore. */
export function columnsOf(
  columns: readonly Row<'hypertableColumns'>[],
  setting: Row<'compressionSettings'> | undefined,
  dimensions: readonly Row<'dimensions'>[] | null,
): Parts<'columns'> {
  const time = dimensions?.find(({ position }) => position === 1)?.column;
  const role = (name: string) => {
    if (name === time) return 'time';
    if (setting?.segmentBy?.includes(name)) return 'segmentby';
    return setting?.orderBy?.includes(name) ? 'orderby' : 'plain';
  };
  return columns.map((column) => ({
    name: column.name,
    type: column.type,
    position: column.position,
    isNotNull: column.isNotNull,
    leadsIndex: column.leadsIndex,
    isUniqueAlone: column.isUniqueAlone,
    distinctValues: column.distinctValues,
    averageWidthBytes: column.averageWidthBytes,
    correlation: column.correlation,
    role: role(column.name),
  }));
}

export function indexesOf(indexes: readonly Row<'hypertableIndexes'>[]): Parts<'indexes'> {
  return indexes.map((index) => ({
    schema: index.schema,
    name: index.name,
    definition: index.definition,
    isUnique: index.isUnique,
    isPrimary: index.isPrimary,
    isValid: index.isValid,
    chunkIndexes: index.chunkIndexes,
    expectedChunks: index.chunkIndexes + index.chunksWithout,
    scans: index.scans,
    totalBytes: index.totalBytes,
  }));
}
