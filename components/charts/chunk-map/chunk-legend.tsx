import clsx from 'clsx';
import { count } from '@/lib/format/count';
import { CHUNK_STATES, type ChunkState, STATE_WORDS } from './chunk-states';
import { ChunkSwatch } from './chunk-swatch';

/** Every state that occurs, with how often; pressing one shows it alone with the others that are pressed. */
export function ChunkLegend({
  counts,
  chosen,
  onChoose,
}: {
  readonly counts: readonly number[];
  readonly chosen: readonly ChunkState[];
  readonly onChoose: (states: ChunkState[]) => void;
}) {
  const toggle = (state: ChunkState) =>
    onChoose(chosen.includes(state) ? chosen.filter((other) => other !== state) : [...chosen, state]);
  const present = CHUNK_STATES.filter((_, i) => (counts[i] ?? 0) > 0);
  return (
    <fieldset className="flex flex-wrap items-center gap-x-1 gap-y-0.5">
      <legend className="sr-only">Show only chunks that are</legend>
      {present.map((state) => (
        <button
          key={state}
          type="button"
          aria-pressed={chosen.includes(state)}
          title={STATE_WORDS[state].meaning}
          onClick={() => toggle(state)}
          className={clsx(
            'nums inline-flex h-7 items-center gap-1.5 rounded-md border px-2 text-xs transition-colors max-sm:h-10',
            chosen.includes(state)
              ? 'border-accent bg-accent-soft text-ink'
              : 'border-transparent text-muted hover:bg-hover',
          )}
        >
          <ChunkSwatch state={state} />
          {STATE_WORDS[state].label}
          <span className="font-medium text-ink">{count(counts[CHUNK_STATES.indexOf(state)] ?? 0)}</span>
        </button>
      ))}
      {chosen.length > 0 && (
        <button
          type="button"
          onClick={() => onChoose([])}
          className="h-7 rounded-md px-2 text-accent text-xs hover:bg-hover max-sm:h-10"
        >
          Show all
        </button>
      )}
    </fieldset>
  );
}
