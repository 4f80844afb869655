import type { Row } from '@/lib/collect/snapshot';
import type { Severity } from '@/lib/rules/rule';

/** One hypertable as the list endpoint answers it. Null is "not known". */
export interface HypertableSummary extends Row<'hypertables'> {
  readonly chunkCount: number | null;
  readonly totalBytes: number | null;
  /** What all rows take, or took, uncompressed. */
  readonly beforeBytes: number | null;
  readonly columnstoreRatio: number | null;
  /** Share of the uncompressed bytes that stand in the columnstore. */
  readonly columnstoreShareRatio: number | null;
  readonly bytesPerDay: number | null;
  readonly advisedIntervalSeconds: number | null;
  readonly policies: readonly Row<'policies'>[];
  readonly worstFinding: {
    readonly key: string;
    readonly severity: Severity;
    readonly title: string;
  } | null;
  readonly findingCount: number;
}
