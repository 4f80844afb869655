import type { TakenLock } from '@/lib/lab/rehearsal/rehearsal';

/** Locks of one mode are told together; beyond this many relations only their number. */
const MOST_NAMED = 2;

/** `AccessExclusive on public.logs; Share on 11 relations`; null where the locks were not to be seen. */
export function lockWords(locks: readonly TakenLock[] | null): string {
  if (locks === null) return 'not to be seen: it ends its own transactions';
  if (locks.length === 0) return 'none on tables';
  const relationsByMode = new Map<string, string[]>();
  for (const { mode, relation } of locks)
    relationsByMode.set(mode, [...(relationsByMode.get(mode) ?? []), relation]);
  return [...relationsByMode]
    .map(([mode, relations]) =>
      relations.length > MOST_NAMED
        ? `${mode} on ${relations.length} relations`
        : `${mode} on ${relations.join(' and ')}`,
    )
    .join('; ');
}
