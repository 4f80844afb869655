/**
 * What a chunk is to its reader, in the order in which the states stack up from the base line: settled below,
 * what wants attention on top.
 */
export const CHUNK_STATES = [
  'column',
  'frozen',
  'tiered',
  'row',
  'future',
  'unordered',
  'partial',
  'overdue',
] as const;
export type ChunkState = (typeof CHUNK_STATES)[number];

/** Bit set of every state: the filter that hides nothing. */
export const ALL_STATES = (1 << CHUNK_STATES.length) - 1;

/** What each state means, for the legend and for the table of the same data. */
export const STATE_WORDS: Readonly<Record<ChunkState, { readonly label: string; readonly meaning: string }>> =
  {
    column: { label: 'columnstore', meaning: 'compressed, nothing left to do' },
    frozen: { label: 'frozen', meaning: 'refuses every change until it is unfrozen' },
    tiered: { label: 'tiered', meaning: 'moved to object storage; its size is not on this disk' },
    row: { label: 'rowstore', meaning: 'not compressed: recent, or no policy asks for it' },
    future: { label: 'future', meaning: 'its range begins after the present' },
    unordered: {
      label: 'unordered',
      meaning: 'compressed, but its batches overlap and need a recompression',
    },
    partial: {
      label: 'partial',
      meaning: 'compressed, and rows were written beside the compressed part since',
    },
    overdue: {
      label: 'overdue',
      meaning: 'older than the columnstore policy allows and still not compressed',
    },
  };

/** States that say that something was left undone: they get a lane of their own, where one chunk stays visible. */
export const EXCEPTIONS =
  (1 << CHUNK_STATES.indexOf('overdue')) |
  (1 << CHUNK_STATES.indexOf('partial')) |
  (1 << CHUNK_STATES.indexOf('unordered'));

export function stateIndex(state: ChunkState): number {
  return CHUNK_STATES.indexOf(state);
}

/** The filter as a bit set; names that are no state are ignored, and nothing chosen means everything. */
export function statesMask(states: readonly string[]): number {
  const mask = CHUNK_STATES.reduce((bits, state, i) => (states.includes(state) ? bits | (1 << i) : bits), 0);
  return mask === 0 ? ALL_STATES : mask;
}
