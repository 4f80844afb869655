'use client';
import { useHotkeys } from '@/components/shell/hotkeys';
import type { WireFinding } from '@/lib/api/findings';

/** j and k move through the list, c copies the first SQL of the card, / goes to the filter. */
export function useAdviceKeys({
  ordered,
  chosen,
  onChoose,
}: {
  readonly ordered: readonly WireFinding[];
  readonly chosen: WireFinding | undefined;
  readonly onChoose: (finding: WireFinding) => void;
}): void {
  const move = (by: number) => {
    const at = ordered.findIndex(({ key }) => key === chosen?.key);
    const next = ordered[Math.min(ordered.length - 1, Math.max(0, at + by))];
    if (!next) return;
    onChoose(next);
    document.querySelector(`[data-finding="${CSS.escape(next.key)}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    c: () => document.querySelector<HTMLButtonElement>('[data-steps] [data-copy]')?.click(),
    '/': () => document.querySelector<HTMLInputElement>('[data-filter]')?.focus(),
  });
}
