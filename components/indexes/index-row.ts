import type { IndexesAnswer } from '@/lib/api/indexes';

/** An index of an ordinary table or of a hypertable, as one list draws them. */
export interface IndexRow {
  readonly schema: string;
  readonly tableName: string;
  readonly name: string;
  /** As the series endpoint takes it. */
  readonly subject: string;
  readonly definition: string;
  readonly kind: 'table' | 'partitioned' | 'hypertable';
  /** Indexes of partitions or chunks that it stands for; null for one by itself. */
  readonly parts: number | null;
  readonly isPrimary: boolean;
  readonly isUnique: boolean;
  readonly isConstraint: boolean;
  readonly isValid: boolean;
  readonly totalBytes: number;
  readonly wastedBytes: number | null;
  readonly scans: number | null;
  readonly lastScanAt: string | null;
  readonly tableWrites: number | null;
  readonly findings: NonNullable<IndexesAnswer['indexes']>[number]['findings'];
}

/** The same name in a schema is one index, whatever its table. */
export const indexKey = ({ schema, name }: Pick<IndexRow, 'schema' | 'name'>): string =>
  JSON.stringify([schema, name]);

/** Both kinds as one list, the largest first. */
export function indexRows({ indexes, hypertableIndexes }: IndexesAnswer): IndexRow[] {
  return [
    ...(indexes ?? []).map((index) => ({
      ...index,
      kind: index.partitions === null ? ('table' as const) : ('partitioned' as const),
      parts: index.partitions,
    })),
    ...(hypertableIndexes ?? []).map((index) => ({
      ...index,
      kind: 'hypertable' as const,
      parts: index.chunkIndexes,
      wastedBytes: null,
      lastScanAt: null,
    })),
  ].sort((a, b) => b.totalBytes - a.totalBytes);
}
