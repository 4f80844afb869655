import type { ChunkState } from './chunk-states';

/** Lines over the colour, the same as on the map; states without lines are plain. */
const HATCHES: Partial<Record<ChunkState, string>> = {
  tiered: 'M3 3h2v2h-2zM7 7h2v2h-2z',
  future: 'M3 3h2v2h-2zM7 7h2v2h-2z',
  unordered: 'M0 0l12 12M6 0l6 6M0 6l6 6',
  partial: 'M0 12L12 0M0 6l6-6M6 12l6-6',
  overdue: 'M0 0l12 12M0 12L12 0',
};

/** The colour and hatch of a state, for legends and lists; the word stands beside it. */
export function ChunkSwatch({ state }: { readonly state: ChunkState }) {
  const hatch = HATCHES[state];
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" className="size-2.5 shrink-0 overflow-hidden rounded-[2px]">
      <rect width="12" height="12" fill={`var(--state-${state})`} />
      {hatch && <path d={hatch} stroke="var(--surface)" strokeWidth="1.6" fill="var(--surface)" />}
    </svg>
  );
}
