import { CHUNK_STATES, STATE_WORDS } from '@/components/charts/chunk-map/chunk-states';
import { Unknown } from '@/components/ui/unknown';
import type { HypertableRow } from '@/lib/api/hypertables';
import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';

/** The chunks of one hypertable by state in a small bar, and how many of them are compressed. */
export function StateBar({ row }: { readonly row: HypertableRow }) {
  const { chunkStates, compressedChunkRatio, columnstoreEnabled } = row;
  if (chunkStates === null) return <Unknown reason="chunks are not read yet" />;
  const present = CHUNK_STATES.filter((state) => chunkStates[state] > 0);
  const words = present.map((state) => `${STATE_WORDS[state].label} ${count(chunkStates[state])}`).join(', ');
  const share = columnstoreEnabled ? percent(compressedChunkRatio) : 'off';
  return (
    <span className="flex items-center gap-2" title={words}>
      <span
        role="img"
        aria-label={`Chunks by state: ${words || 'none'}`}
        className="flex h-1.5 flex-1 gap-px overflow-hidden rounded-full bg-hover"
      >
        {present.map((state) => (
          <span
            key={state}
            className="min-w-0.5"
            style={{ flexGrow: chunkStates[state], background: `var(--state-${state})` }}
          />
        ))}
      </span>
      <span className="nums w-9 text-end text-muted text-xs">{share}</span>
    </span>
  );
}
