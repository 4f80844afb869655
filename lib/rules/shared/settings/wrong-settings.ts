import type { Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import { isFromOverride } from './setting-advice';

interface Sources {
  readonly settings: readonly Row<'settings'>[];
  readonly settingOverrides: readonly Row<'settingOverrides'>[] | null;
}

interface WrongSettings {
  /** Wrong for the whole server. */
  readonly ofServer: readonly Row<'settings'>[];
  /** Wrong for a database or a role, whatever the server says. Not our own role: nobody else gets its values. */
  readonly ofScopes: readonly (Row<'settingOverrides'> & { readonly setting: string })[];
}

/** Every place that gives a setting a wrong value. */
export function wrongSettings(
  { settings, settingOverrides }: Sources,
  { roleName }: ServerFacts,
  isWrong: (row: { readonly name: string; readonly setting: string }) => boolean,
): WrongSettings {
  return {
    ofServer: settings.filter(
      (row) => row.setting !== null && isWrong({ ...row, setting: row.setting }) && !isFromOverride(row),
    ),
    ofScopes: (settingOverrides ?? []).flatMap((row) =>
      row.setting !== null && isWrong({ ...row, setting: row.setting }) && row.roleName !== roleName
        ? [{ ...row, setting: row.setting }]
        : [],
    ),
  };
}
