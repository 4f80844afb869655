import type { Row } from '@/lib/collect/snapshot';

interface Sources {
  readonly settings: readonly Row<'settings'>[] | null;
  readonly settingOverrides: readonly Row<'settingOverrides'>[] | null;
}

/** Whether it is on for the server, or for any database or role: sessions that we do not see have it then. */
export function isOn(name: string, { settings, settingOverrides }: Sources): boolean {
  return [...(settings ?? []), ...(settingOverrides ?? [])].some(
    (row) => row.name === name && readBoolean(row.setting) === true,
  );
}

/** What PostgreSQL takes for true or false, also where it was written another way than `on`; null for anything else. */
export function readBoolean(text: string | null): boolean | null {
  if (text === null || text === '') return null;
  const word = text.toLowerCase();
  if (['on', '1'].includes(word) || 'true'.startsWith(word) || 'yes'.startsWith(word)) return true;
  if (['off', 'of', '0'].includes(word) || 'false'.startsWith(word) || 'no'.startsWith(word)) return false;
  return null;
}
