import { Table, Td, Th, Tr } from '@/components/ui/table';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import type { ChunkColumns } from './chunk-columns';
import { CHUNK_STATES, STATE_WORDS } from './chunk-states';
import { rangeText } from './range-text';
import { tally, total } from './tally';
import type { Viewport } from './viewport';

const SLICES = 24;

/** The picture as numbers: the view in 24 equal slices. A chunk counts in every slice that it reaches into. */
export function SlicesTable({
  chunks,
  view,
  mask,
  isIntegerTime,
}: {
  readonly chunks: ChunkColumns;
  readonly view: Viewport;
  readonly mask: number;
  readonly isIntegerTime: boolean;
}) {
  const width = (view.to - view.from) / SLICES;
  const slices = Array.from({ length: SLICES }, (_, i) => ({
    from: view.from + i * width,
    to: view.from + (i + 1) * width,
  }));
  const whole = tally(chunks, view, mask);
  const states = CHUNK_STATES.filter((_, i) => (whole.counts[i] ?? 0) > 0);
  return (
    <div className="max-h-80 overflow-y-auto rounded-md border border-line">
      <Table label="Chunks of the view in 24 slices">
        <thead>
          <tr>
            <Th>Slice</Th>
            <Th align="end">Chunks</Th>
            <Th align="end">On disk</Th>
            {states.map((state) => (
              <Th key={state} align="end">
                {STATE_WORDS[state].label}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {slices.map((slice) => {
            const sums = tally(chunks, slice, mask);
            return (
              <Tr key={slice.from}>
                <Td className="nums whitespace-nowrap">{rangeText(slice, isIntegerTime)}</Td>
                <Td align="end">{count(sums.count)}</Td>
                <Td align="end">{sums.count === sums.unknownSizes ? '–' : bytes(total(sums.diskBytes))}</Td>
                {states.map((state) => (
                  <Td key={state} align="end">
                    {count(sums.counts[CHUNK_STATES.indexOf(state)])}
                  </Td>
                ))}
              </Tr>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}
