import type { PlanFields, PlanNode } from './plan';

/** A field that is a number; 0 where EXPLAIN leaves it out, which it does with counters that are zero. */
export function numberField(fields: PlanFields, name: string): number {
  const value = Number(fields[name] ?? 0);
  return Number.isFinite(value) ? value : 0;
}

export function textField(fields: PlanFields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A field that holds several expressions, such as `Sort Key`. */
export function listField(fields: PlanFields, name: string): readonly string[] {
  const value = fields[name];
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' && value !== '' ? [value] : [];
}

/** Counters that EXPLAIN divides by the loops, as it does rows. All others are sums. */
export const AVERAGED_FIELDS: ReadonlySet<string> = new Set([
  'Actual Rows',
  'Rows Removed by Filter',
  'Rows Removed by Join Filter',
  'Rows Removed by Index Recheck',
  'Batches Removed by Filter',
]);

/** A counter over all loops. */
export function totalField({ fields, loops }: PlanNode, name: string): number {
  const value = numberField(fields, name);
  return AVERAGED_FIELDS.has(name) ? value * (loops ?? 1) : value;
}

/** Rows that came, over all loops; 0 where it was not executed. */
export const totalRows = ({ actualRows, loops }: PlanNode): number => (actualRows ?? 0) * (loops ?? 0);

/** The same, and where it was not executed the rows that are expected. */
export const totalOrPlannedRows = ({ actualRows, plannedRows, loops }: PlanNode): number =>
  (actualRows ?? plannedRows) * Math.max(1, loops ?? 1);
