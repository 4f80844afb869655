import type { Row } from '@/lib/collect/snapshot';
import { postgresSize } from './postgres-size';
import { settingBytes } from './setting-bytes';

/** A setting as a configuration file would have it, such as `64MB` or `5 min`; null where its value is not read. */
export function settingText(row: Row<'settings'>): string | null {
  if (row.setting === null) return null;
  const sizeBytes = settingBytes(row.name, [row]);
  // Some sizes mean something else from zero down, such as `no limit`.
  if (sizeBytes !== null && sizeBytes >= 1_024) return postgresSize(sizeBytes);
  if (row.setting === '') return "''";
  return row.unit !== null && sizeBytes === null && Number(row.setting) > 0
    ? `${row.setting} ${row.unit}`
    : row.setting;
}
