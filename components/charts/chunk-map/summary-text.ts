import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import type { ChunkColumns } from './chunk-columns';
import { CHUNK_STATES, STATE_WORDS } from './chunk-states';
import { rangeText } from './range-text';
import { tally, total } from './tally';
import type { Viewport } from './viewport';

/** The map in one sentence, for who does not see it. */
export function summaryText(chunks: ChunkColumns, whole: Viewport, isIntegerTime: boolean): string {
  if (chunks.count === 0) return 'No chunks.';
  const sums = tally(chunks, whole);
  const extent = { from: chunks.start[0] ?? 0, to: chunks.reach[chunks.count - 1] ?? 0 };
  const states = CHUNK_STATES.flatMap((state, i) => {
    const of = sums.counts[i] ?? 0;
    return of > 0 ? [`${of.toLocaleString('en')} ${STATE_WORDS[state].label}`] : [];
  });
  const unknown =
    sums.unknownSizes > 0 ? `; the size of ${counted(sums.unknownSizes, 'chunk')} is not known` : '';
  return `${counted(sums.count, 'chunk')} from ${rangeText(extent, isIntegerTime)}, ${bytes(total(sums.diskBytes))} on disk: ${states.join(', ')}${unknown}.`;
}
