export interface Sorting {
  readonly id: string;
  readonly desc: boolean;
}

type Key = number | string | null;

/** A new array in the order of one column; unknown (null) stands last in both directions, equals keep their order. */
export function sortedRows<Row>(rows: readonly Row[], key: (row: Row) => Key, desc: boolean): Row[] {
  const keys = rows.map(key);
  const order = Uint32Array.from(rows.keys());
  const sign = desc ? -1 : 1;
  order.sort((a, b) => compared(keys[a] ?? null, keys[b] ?? null, sign) || a - b);
  return Array.from(order, (at) => rows[at] as Row);
}

function compared(a: Key, b: Key, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (a === b) return 0;
  return (a < b ? -1 : 1) * sign;
}
