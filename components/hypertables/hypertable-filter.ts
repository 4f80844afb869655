import type { HypertableRow } from '@/lib/api/hypertables';

export interface HypertableFilter {
  readonly q: string;
  readonly kind: 'all' | HypertableRow['kind'];
}

/** Every word of the query has to occur somewhere in `schema.name`. */
export function matches(
  { schema, name, kind }: Pick<HypertableRow, 'schema' | 'name' | 'kind'>,
  filter: HypertableFilter,
): boolean {
  if (filter.kind !== 'all' && filter.kind !== kind) return false;
  const text = `${schema}.${name}`.toLowerCase();
  return filter.q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
