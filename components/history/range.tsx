'use client';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { Segmented } from '@/components/ui/segmented';

const SECONDS = { '1h': 3_600, '6h': 21_600, '24h': 86_400, '7d': 604_800, '30d': 2_592_000 } as const;

export type RangeName = keyof typeof SECONDS;
export const RANGES: readonly RangeName[] = ['1h', '24h', '7d', '30d'];

/** How far back the charts of a screen reach, kept in the address: `?range=7d`. */
export function useRange(names = RANGES, first: RangeName = '24h') {
  const [name, setName] = useQueryState('range', parseAsStringLiteral(names).withDefault(first));
  return { name, rangeSeconds: SECONDS[name], setName };
}

export function RangePicker({
  names = RANGES,
  name,
  onChange,
}: {
  readonly names?: readonly RangeName[];
  readonly name: RangeName;
  readonly onChange: (name: RangeName) => void;
}) {
  return (
    <Segmented
      label="Range"
      segments={names.map((id) => ({ id, label: id, title: `The last ${id}` }))}
      value={name}
      onChange={onChange}
    />
  );
}
