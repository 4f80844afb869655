import type { Row } from '@/lib/collect/snapshot';
import { columnstoreAgeUnits, convertibleChunks } from '@/lib/derive/conversion';
import { presentUnits } from '@/lib/derive/present';
import type { LabSubject } from './lab-subject';

/**
 * The chunks that other settings make smaller: those in the columnstore, which are rewritten, or, where it is off, those
 * that the policy which comes with it finds old enough. The newest stay rows, whatever the settings are.
 */
export function convertedChunks(
  { hypertable, chunks, policies }: Pick<LabSubject, 'hypertable' | 'chunks' | 'policies'>,
  nowMs: number,
): readonly Row<'chunks'>[] {
  if (hypertable.columnstoreEnabled)
    return chunks.filter(({ isCompressed, isFrozen, isTiered }) => isCompressed && !isFrozen && !isTiered);
  const after = columnstoreAgeUnits(hypertable, policies);
  return after === null ? [] : convertibleChunks(chunks, presentUnits(hypertable, chunks, nowMs), after);
}
