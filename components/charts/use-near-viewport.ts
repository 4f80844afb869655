import { type RefObject, useEffect, useState } from 'react';

/** Half a screen ahead, so that a chart is drawn by the time it is scrolled to. */
const MARGIN = '50% 0px';

/** Whether the element has been near the visible part of the page: what is far below need not load yet. */
export function useNearViewport(element: RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (!current || isNear) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: MARGIN },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [element, isNear]);
  return isNear;
}
