import { useEffect, useMemo, useRef, useState } from 'react';
import { clamp, isWhole, type Viewport } from './viewport';

/** Long enough that a row of wheel ticks writes one entry into the address. */
const SETTLE_MS = 250;

/**
 * The view while it moves, and word of it once it rests. Null outside means everything: a link without a range
 * keeps meaning "all of it" when chunks are added.
 */
export function useView(
  outside: Viewport | null,
  whole: Viewport,
  onSettled: (view: Viewport | null) => void,
): readonly [Viewport, (view: Viewport) => void] {
  const [moving, setMoving] = useState<Viewport | null>(outside);
  const told = useRef(outside);
  const { from, to } = outside ?? { from: null, to: null };
  useEffect(() => {
    const isOurs = told.current?.from === from && told.current?.to === to;
    if (isOurs || (told.current === null && from === null)) return;
    told.current = from === null || to === null ? null : { from, to };
    setMoving(told.current);
  }, [from, to]);
  const settle = useRef(onSettled);
  settle.current = onSettled;
  useEffect(() => {
    if (moving === told.current) return;
    const timer = setTimeout(() => {
      told.current = moving;
      settle.current(moving);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [moving]);
  const view = useMemo(() => (moving ? clamp(moving, whole) : whole), [moving, whole]);
  return [view, (next) => setMoving(isWhole(next, whole) ? null : next)];
}
