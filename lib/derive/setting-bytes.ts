import type { Row } from '@/lib/collect/snapshot';

/** The units of memory settings in `pg_settings`; blocks are 8 kB unless the server was built otherwise. */
const UNIT_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1_024,
  '8kB': 8_192,
  '16kB': 16_384,
  '32kB': 32_768,
  MB: 1_048_576,
};

/** A memory setting in bytes. Null when it was not read or has no unit of memory. */
export function settingBytes(name: string, settings: readonly Row<'settings'>[] | null): number | null {
  const row = settings?.find((setting) => setting.name === name);
  const unit = UNIT_BYTES[row?.unit ?? ''];
  return row?.setting == null || unit === undefined ? null : Number(row.setting) * unit;
}

/** So many bytes in the unit of a memory setting, rounded down; null where its unit is none. */
export function inSettingUnit(bytes: number, { unit }: Pick<Row<'settings'>, 'unit'>): number | null {
  const size = UNIT_BYTES[unit ?? ''];
  return size === undefined ? null : Math.floor(bytes / size);
}
