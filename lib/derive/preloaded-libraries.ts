import type { Row } from '@/lib/collect/snapshot';

/** The setting that names them. */
export const PRELOADED = 'shared_preload_libraries';

/** The libraries that the server loads at its start; null where the setting was not read, or is hidden from our role. */
export function preloadedLibraries(settings: readonly Row<'settings'>[] | null): readonly string[] | null {
  const value = settings?.find(({ name }) => name === PRELOADED)?.setting;
  return value == null ? null : listed(value);
}

/** `a, "b c"` as its names. */
const listed = (text: string) =>
  text
    .split(',')
    .map((name) => name.trim().replace(/^"(.*)"$/, '$1'))
    .filter((name) => name !== '');
