import type { Row } from '@/lib/collect/snapshot';
import { deparsed, ident, joined, literal, qualified, type Sql, sql } from '@/lib/sql/statement';

type Column = Pick<Row<'hypertableColumns'>, 'name' | 'type'>;
type Range = Pick<Row<'chunks'>, 'rangeStartUnits' | 'rangeEndUnits'>;

/** Where in a chunk's range its rows lie; several, so that a batch has an order. */
const POSITIONS = [0, 0.5, 0.9];

/** Inserts a few made-up rows into each chunk's range. None of them ever was in the monitored database. */
export function insertGeneratedRows(
  hypertable: Pick<
    Row<'hypertables'>,
    'relationSchema' | 'relationName' | 'timeColumn' | 'timeColumnType' | 'isIntegerTime'
  >,
  columns: readonly Column[],
  chunks: readonly Range[],
  positions: readonly number[] = POSITIONS,
): Sql {
  const { timeColumn, timeColumnType } = hypertable;
  const times = chunks.flatMap(({ rangeStartUnits, rangeEndUnits }) =>
    positions.map((position) => {
      const start = rangeStartUnits ?? 0;
      return timeText(start + Math.floor(((rangeEndUnits ?? start) - start) * position), hypertable);
    }),
  );
  const values = columns.map(({ name, type }) =>
    name === timeColumn ? sql`r.at` : madeUp(type, deparsed(type)),
  );
  return sql`INSERT INTO ${qualified(hypertable.relationSchema, hypertable.relationName)} (${joined(
    columns.map(({ name }) => ident(name)),
    ', ',
  )})
SELECT ${joined(values, ', ')}
  FROM unnest(ARRAY[${joined(times, ', ')}]::${deparsed(timeColumnType)}[]) WITH ORDINALITY r(at, n);`;
}

/** A place along the primary dimension as a value of its type. */
function timeText(
  units: number,
  { isIntegerTime, timeColumnType }: Pick<Row<'hypertables'>, 'isIntegerTime' | 'timeColumnType'>,
): Sql {
  if (isIntegerTime) return literal(String(BigInt(units)));
  const text = new Date(units / 1_000).toISOString();
  return literal(timeColumnType === 'date' ? text.slice(0, 10) : text);
}

/** By the first word of the type's name; what is not here stays NULL, or is text already. */
const VALUES: ReadonlyArray<readonly [RegExp, Sql]> = [
  [/\[\]$/, sql`'{}'`],
  [/^(smallint|integer|bigint|numeric|real|double precision|money)\b/, sql`(r.n % 3)`],
  [/^(text|character|character varying|name|citext|"char")/, sql`((r.n % 3)::text)`],
  [/^boolean$/, sql`true`],
  [/^(timestamp|date)/, sql`'2000-01-01'`],
  [/^interval/, sql`'1 second'`],
  [/^time/, sql`'00:00'`],
  [/^uuid$/, sql`'00000000-0000-4000-8000-000000000001'`],
  [/^jsonb?$/, sql`'{}'`],
  [/^(inet|cidr)$/, sql`'127.0.0.1'`],
  [/^bytea$/, sql`''`],
];

function madeUp(type: string, cast: Sql): Sql {
  const value = VALUES.find(([pattern]) => pattern.test(type))?.[1] ?? literal(null);
  return sql`${value}::${cast}`;
}
