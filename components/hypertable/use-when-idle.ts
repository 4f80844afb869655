import { startTransition, useEffect, useState } from 'react';

/** Long enough that what stands above has been drawn and can be used. */
const WAIT_MS = 250;

/** False at first, true once the page has had time for what matters more: for what is heavy and further down. */
export function useWhenIdle(): boolean {
  const [isIdle, setIdle] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => startTransition(() => setIdle(true)), WAIT_MS);
    return () => clearTimeout(timer);
  }, []);
  return isIdle;
}
