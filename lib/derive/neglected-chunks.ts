import type { Row } from '@/lib/collect/snapshot';
import { proposedColumnstoreUnits } from './conversion';
import { pastAge } from './past-age';
import { presentUnits } from './present';

/** Why no policy converts a chunk again soon. */
export type Neglect =
  | { readonly why: 'no-policy' }
  | { readonly why: 'paused' | 'told-not-to' | 'not-due'; readonly policy: Row<'policies'> };

export interface Neglected {
  readonly chunks: readonly Row<'chunks'>[];
  readonly neglect: Neglect;
}

type State = 'partial' | 'unordered';

/**
 * The chunks of a hypertable that are in this state, no longer take writes, and that no policy converts again soon.
 * Null when there is none. Frozen chunks are left out: they were told to stay as they are.
 */
export function neglectedChunks(
  state: State,
  hypertable: Row<'hypertables'>,
  chunks: readonly Row<'chunks'>[],
  policies: readonly Row<'policies'>[],
  nowMs: number,
): Neglected | null {
  const own = policies.filter(({ hypertableId }) => hypertableId === hypertable.hypertableId);
  // From 2.29 a policy of its own puts unordered batches in order.
  if (state === 'unordered' && own.some(({ kind, scheduled }) => kind === 'compaction' && scheduled))
    return null;
  const policy = own.find(({ kind }) => kind === 'columnstore');
  const past = policy ? pastAge(policy, hypertable, chunks, nowMs) : null;
  const isDue = (chunk: Row<'chunks'>) => (past?.(chunk) ?? Number.NEGATIVE_INFINITY) >= 0;
  const settledBefore =
    (presentUnits(hypertable, chunks, nowMs) ?? Number.NaN) - proposedColumnstoreUnits(hypertable);
  const isSettled = (chunk: Row<'chunks'>) =>
    isDue(chunk) || (chunk.rangeEndUnits ?? Number.NaN) < settledBefore;
  const inState = chunks.filter((chunk) => !chunk.isFrozen && !chunk.isTiered && isIn(state, chunk));
  const found = (neglect: Neglect, neglected: readonly Row<'chunks'>[]) =>
    neglected.length === 0 ? null : { chunks: neglected, neglect };
  if (!policy) return found({ why: 'no-policy' }, inState.filter(isSettled));
  if (!policy.scheduled) return found({ why: 'paused', policy }, inState.filter(isSettled));
  if (keysToldOff(state, policy).length > 0)
    return found({ why: 'told-not-to', policy }, inState.filter(isSettled));
  return found(
    { why: 'not-due', policy },
    inState.filter((chunk) => isSettled(chunk) && !isDue(chunk)),
  );
}

/** The keys of a columnstore policy's configuration that keep it from converting chunks in this state again. */
export function keysToldOff(
  state: State,
  { recompresses, config }: Row<'policies'>,
): ('recompress' | 'recompress_unordered')[] {
  return [
    ...(recompresses ? [] : (['recompress'] as const)),
    ...(state === 'unordered' && config.recompress_unordered === false
      ? (['recompress_unordered'] as const)
      : []),
  ];
}

/** A chunk in both states is partial. One whose batches were deleted whole is marked partial without any rows beside them. */
function isIn(state: State, { isCompressed, isPartial, isUnordered, rowHeapBytes }: Row<'chunks'>): boolean {
  if (!isCompressed) return false;
  return state === 'partial' ? isPartial && rowHeapBytes !== 0 : isUnordered && !isPartial;
}
