import type { Row } from '@/lib/collect/snapshot';
import { settingBytes } from '@/lib/derive/setting-bytes';

/** How much log slots may keep from removal at most; null when nothing limits them, undefined when that was not read. */
export function slotLimitBytes(settings: readonly Row<'settings'>[] | null): number | null | undefined {
  const limit = settingBytes('max_slot_wal_keep_size', settings);
  if (limit === null) return undefined;
  return limit < 0 ? null : limit;
}
