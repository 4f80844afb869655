import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { times } from '@/lib/format/ratio';
import { CHUNK_STATES, STATE_WORDS } from './chunk-states';
import { ChunkSwatch } from './chunk-swatch';
import { type Tally, total } from './tally';

/** What the pointed-at column, or else the whole view, holds. It stands beside the plot so that it hides no chunk. */
export function ChunkSummary({
  heading,
  place,
  sums,
}: {
  readonly heading: string;
  readonly place: string;
  readonly sums: Tally;
}) {
  const disk = total(sums.diskBytes);
  const before = total(sums.beforeBytes);
  return (
    <aside aria-label="Chunks under the pointer" className="flex min-w-0 flex-col gap-2 text-xs lg:w-52">
      <div>
        <p className="text-faint">{heading}</p>
        <p className="nums font-medium text-ink">{place}</p>
      </div>
      <p className="nums text-muted">
        <span className="font-medium text-ink">{counted(sums.count, 'chunk')}</span>
        {sums.count > sums.unknownSizes && ` · ${bytes(disk)}`}
        {disk > 0 && before > disk * 1.005 && ` · ${times(before / disk)}`}
      </p>
      <ul className="flex flex-col gap-1 max-lg:flex-row max-lg:flex-wrap max-lg:gap-x-4">
        {CHUNK_STATES.map((state, i) =>
          (sums.counts[i] ?? 0) === 0 ? null : (
            <li key={state} className="nums flex items-center gap-1.5 text-muted">
              <ChunkSwatch state={state} />
              <span className="flex-1">
                {STATE_WORDS[state].label} <span className="text-faint">{count(sums.counts[i])}</span>
              </span>
              <span className="text-ink">
                {(sums.diskBytes[i] ?? 0) > 0 ? bytes(sums.diskBytes[i]) : '–'}
              </span>
            </li>
          ),
        )}
      </ul>
      {sums.unknownSizes > 0 && (
        <p className="text-faint">
          Size not known: {counted(sums.unknownSizes, 'chunk')}, left out of the sums.
        </p>
      )}
    </aside>
  );
}
