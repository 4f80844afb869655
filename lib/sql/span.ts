import { literal, type Sql, sql } from './statement';

/** A distance along a hypertable's time: seconds, or plain units of an integer type. */
export type Span =
  | { readonly seconds: number }
  | { readonly units: number; readonly integerType: IntegerType };
export type IntegerType = 'smallint' | 'integer' | 'bigint';

const SECONDS_BY_UNIT = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/**
 * `INTERVAL '7 days'`, or `600000::bigint`: policies compare the argument's type with the dimension's and refuse
 * another integer type. Weeks and months are avoided: they do not survive the round trip through seconds.
 */
export function spanLiteral(span: Span): Sql {
  if ('units' in span) return sql`${literal(Math.round(span.units))}::${INTEGER_TYPES[span.integerType]}`;
  return sql`INTERVAL ${literal(spanText(span.seconds))}`;
}

const INTEGER_TYPES: Readonly<Record<IntegerType, Sql>> = {
  smallint: sql`smallint`,
  integer: sql`integer`,
  bigint: sql`bigint`,
};

/** `7 days`, `36 hours`, `90 seconds`: the largest unit that divides exactly. */
export function spanText(seconds: number): string {
  const [unit, size] = SECONDS_BY_UNIT.find(([, size]) => seconds >= size && seconds % size === 0) ?? [
    'second',
    1,
  ];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
