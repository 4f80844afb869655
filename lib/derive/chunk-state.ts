import type { Row } from '@/lib/collect/snapshot';

/** What a chunk is to its reader; the order of the questions is the order of what wants attention. */
export type ChunkState =
  | 'column'
  | 'frozen'
  | 'tiered'
  | 'row'
  | 'future'
  | 'unordered'
  | 'partial'
  | 'overdue';

type Chunk = Pick<
  Row<'chunks'>,
  'isTiered' | 'isFrozen' | 'isPartial' | 'isUnordered' | 'isCompressed' | 'rangeStartUnits' | 'rangeEndUnits'
>;

/** Where the present and the columnstore policy stand on the hypertable's axis; null is not known, or no policy. */
export interface AxisMarks {
  readonly presentUnits: number | null;
  readonly columnstoreAfterUnits: number | null;
}

export function chunkState(chunk: Chunk, { presentUnits, columnstoreAfterUnits }: AxisMarks): ChunkState {
  if (chunk.isTiered) return 'tiered';
  if (chunk.isFrozen) return 'frozen';
  if (chunk.isPartial) return 'partial';
  if (chunk.isUnordered) return 'unordered';
  if (chunk.isCompressed) return 'column';
  if (presentUnits === null) return 'row';
  if (chunk.rangeStartUnits !== null && chunk.rangeStartUnits > presentUnits) return 'future';
  const convertsBefore = columnstoreAfterUnits === null ? null : presentUnits - columnstoreAfterUnits;
  return convertsBefore !== null && chunk.rangeEndUnits !== null && chunk.rangeEndUnits < convertsBefore
    ? 'overdue'
    : 'row';
}
