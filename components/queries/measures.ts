import type { Statement } from '@/lib/api/queries';
import { bytes } from '@/lib/format/bytes';
import { count, countShort } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';

export const MEASURE_IDS = ['time', 'mean', 'calls', 'io', 'wal', 'temp', 'planning', 'rows'] as const;
export type MeasureId = (typeof MEASURE_IDS)[number];

export interface Measure {
  readonly id: MeasureId;
  readonly label: string;
  /** Null where nothing ran. */
  readonly of: (statement: Statement, blockBytes: number) => number | null;
  readonly format: (value: number | null) => string;
  /** What of it adds up over statements, so that one has a share of the whole; null for means. */
  readonly total: ((statement: Statement, blockBytes: number) => number) | null;
}

const perCall = (value: number, { calls }: Statement) => (calls > 0 ? value / calls : null);
const time = ({ totalSeconds }: Statement) => totalSeconds;
const io = ({ sharedBlocksRead, sharedBlocksWritten }: Statement, blockBytes: number) =>
  (sharedBlocksRead + sharedBlocksWritten) * blockBytes;
const temporary = ({ temporaryBlocksWritten }: Statement, blockBytes: number) =>
  temporaryBlocksWritten * blockBytes;

/** What statements are ranked by. */
export const MEASURES: Readonly<Record<MeasureId, Measure>> = {
  time: { id: 'time', label: 'Total time', of: time, format: duration, total: time },
  mean: {
    id: 'mean',
    label: 'Mean time',
    of: (statement) => perCall(statement.totalSeconds, statement),
    format: duration,
    total: null,
  },
  calls: {
    id: 'calls',
    label: 'Calls',
    of: ({ calls }) => calls,
    format: countShort,
    total: ({ calls }) => calls,
  },
  io: { id: 'io', label: 'Read and written', of: io, format: bytes, total: io },
  wal: {
    id: 'wal',
    label: 'WAL',
    of: ({ walBytes }) => walBytes,
    format: bytes,
    total: ({ walBytes }) => walBytes,
  },
  temp: { id: 'temp', label: 'Temporary files', of: temporary, format: bytes, total: temporary },
  planning: {
    id: 'planning',
    label: 'Planning',
    of: ({ planSeconds, totalSeconds }) =>
      planSeconds + totalSeconds > 0 ? planSeconds / (planSeconds + totalSeconds) : null,
    format: percent,
    total: null,
  },
  rows: {
    id: 'rows',
    label: 'Rows a call',
    of: (statement) => perCall(statement.rows, statement),
    format: (value) => count(value === null ? null : Math.round(value * 10) / 10),
    total: null,
  },
};

export const isListed = ({ isRemainder, isOwn }: Statement): boolean => !isRemainder && !isOwn;

/** What all statements together have of a measure or, of a mean, of time. */
export function wholeOf(measure: Measure, all: readonly Statement[], blockBytes: number): number {
  const total = measure.total ?? time;
  return all.reduce((sum, one) => sum + total(one, blockBytes), 0);
}

/** The share of a statement in that whole; null where all of it is nothing. */
export function shareOf(
  measure: Measure,
  statement: Statement,
  whole: number,
  blockBytes: number,
): number | null {
  return whole > 0 ? (measure.total ?? time)(statement, blockBytes) / whole : null;
}
