'use client';
import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const YEAR_SECONDS = 31_536_000;

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** The theme that is drawn now; null on the server. */
export function useTheme(): Theme | null {
  return useSyncExternalStore(
    subscribe,
    () => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'),
    () => null,
  );
}

/** Keeps the choice for a year; `system` forgets it. */
export function chooseTheme(choice: Theme | 'system'): void {
  const { matches } = matchMedia('(prefers-color-scheme: dark)');
  const age = choice === 'system' ? 0 : YEAR_SECONDS;
  // biome-ignore lint/suspicious/noDocumentCookie: the script that runs before the first paint can only read a cookie synchronously, and the Cookie Store interface does not exist on plain HTTP
  document.cookie = `theme=${choice}; path=/; max-age=${age}; samesite=lax`;
  document.documentElement.dataset.theme = choice === 'system' ? (matches ? 'dark' : 'light') : choice;
}

/** What was chosen on this browser. */
export function chosenTheme(): Theme | 'system' {
  const [, choice] = document.cookie.match(/(?:^|; )theme=(light|dark)/) ?? [];
  return choice === 'light' || choice === 'dark' ? choice : 'system';
}
