import type { IndexRow } from './index-row';
import { hasAction } from './verdict';

export interface IndexFilter {
  readonly q: string;
  readonly show: 'all' | 'drop' | 'rebuild' | 'unscanned';
}

/** Every word of the query has to occur somewhere in the names or the definition. */
export function matches(row: IndexRow, { q, show }: IndexFilter): boolean {
  if ((show === 'drop' || show === 'rebuild') && !hasAction(row, show)) return false;
  if (show === 'unscanned' && row.scans !== 0) return false;
  const text = `${row.schema}.${row.tableName} ${row.name} ${row.definition}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
