import { useSyncExternalStore } from 'react';

let version = 0;

/** A number that grows when the theme changes, for drawings that cannot follow the style sheet by themselves. */
export function useThemeVersion(): number {
  return useSyncExternalStore(
    subscribe,
    () => version,
    () => 0,
  );
}

function subscribe(onChange: () => void): () => void {
  const changed = () => {
    version += 1;
    onChange();
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', changed);
  };
}
