import type { Advice } from '@/lib/rules/rule';
import type { Origin } from './candidates';
import type { FilterShape } from './filter-shapes';

/** What the lab measured on a sample of one hypertable. It holds sizes, times and names, never a value of a row. */
export interface LabResult {
  readonly schema: string;
  readonly name: string;
  readonly isIntegerTime: boolean;
  readonly takenAt: string;
  readonly tookSeconds: number;
  /** TimescaleDB where it was measured, and of the database. */
  readonly sandboxVersion: string;
  readonly serverVersion: string;
  /** The whole hypertable as rows, which every ratio is against. */
  readonly before: { readonly bytes: number; readonly rows: number; readonly chunks: number };
  /** Of these, as rows: what the winner's statements convert or rewrite. The others stay as they are. */
  readonly converted: { readonly bytes: number; readonly chunks: number };
  readonly sample: LabSample;
  readonly filters: readonly LabFilter[];
  /** The smallest first; those that failed last. */
  readonly candidates: readonly LabCandidate[];
  /** Null when none could be measured. */
  readonly winnerId: string | null;
  /** Which one to take and why, in words and numbers. */
  readonly verdict: string;
  /** What speaks against it; null when nothing does. */
  readonly tradeOff: string | null;
  /** In what is converted, against today's settings, or against rows where there is no columnstore; within the margins. Null when nothing is to change. */
  readonly savedBytes: { readonly low: number; readonly high: number } | null;
  readonly advice: Advice | null;
  /** Why there are no statements, a whole sentence; null when there are. */
  readonly whyNoAdvice: string | null;
}

export interface LabSample {
  readonly rows: number;
  /** As text, on the way into the sandbox. */
  readonly bytes: number;
  /** Of all rows of the hypertable. */
  readonly shareRatio: number;
  readonly pieces: readonly LabPiece[];
  /** Pieces that the server did not read in time: settings that need them are measured on the others alone. */
  readonly notRead: readonly Pick<LabPiece, 'chunk' | 'cut' | 'column'>[];
  /** Columns whose type the sandbox lacks, and what they were measured as. */
  readonly mappedColumns: readonly { readonly name: string; readonly type: string; readonly as: string }[];
  readonly skippedIndexes: readonly string[];
  /** False while the hypertable's indexes have not been collected: what they add to batches is not in the sizes. */
  readonly areIndexesKnown: boolean;
}

export interface LabPiece {
  readonly chunk: string;
  /** Along the primary dimension: microseconds since 1970, or the integer. */
  readonly fromUnits: number | null;
  readonly toUnits: number | null;
  readonly chunkRows: number;
  readonly rows: number;
  readonly bytes: number;
  readonly cut: 'whole' | 'series' | 'slice';
  /** The column whose whole series were taken. */
  readonly column: string | null;
  /** Whether the bounds ended it early. */
  readonly isCut: boolean;
}

export interface LabFilter extends FilterShape {
  readonly id: string;
}

export interface LabCandidate {
  readonly id: string;
  readonly origins: readonly Origin[];
  readonly segmentBy: readonly string[];
  /** As one writes it: `time DESC`. */
  readonly orderBy: readonly string[];
  /** Null when the sandbox refused it. */
  readonly measured: LabMeasure | null;
  /** Why it could not be measured. */
  readonly failure: string | null;
}

export interface LabMeasure {
  /** Bytes as rows ÷ projected bytes. */
  readonly ratio: number;
  readonly projectedBytes: number;
  /** With 95 % confidence; null is not known. */
  readonly marginBytes: number | null;
  readonly rowsPerBatch: number;
  /** What the sample took, compressed, and how long that lasted. */
  readonly sampleBytes: number;
  readonly sampleRows: number;
  readonly tookSeconds: number;
  /** For one chunk. */
  readonly filters: readonly LabFilterMeasure[];
  /** Of the sample: each column's values; `null` is what finds batches, pages' headers and empty space. */
  readonly columns: readonly { readonly name: string | null; readonly bytes: number }[];
}

export interface LabFilterMeasure {
  readonly filterId: string;
  readonly seconds: number;
  /** Rows that were decompressed to answer it, and batches that were looked at. */
  readonly rowsRead: number;
  readonly batchesRead: number;
}
