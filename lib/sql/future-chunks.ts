import type { RelationName } from './columnstore';
import { literal, regclass, type Sql, sql } from './statement';

/** A hypertable from an instant on, in microseconds since 1970. */
export interface RowsFrom extends RelationName {
  readonly timeColumnType: string;
  readonly startUnits: number;
}

/** How many chunks begin there or later. Null where an instant cannot be written as the type of the column. */
export function countChunksFrom(from: RowsFrom): Sql | null {
  return isTime(from)
    ? sql`SELECT count(*) FROM show_chunks(${regclass(from.schema, from.name)}, newer_than => ${instant(from)});`
    : null;
}

/** A line for each of them, with their number. */
export function listChunksFrom(from: RowsFrom): Sql {
  return sql`SELECT count(*) OVER () AS chunks, chunk FROM show_chunks(${regclass(from.schema, from.name)}, newer_than => ${instant(from)}) AS chunk;`;
}

/** Deletes these chunks. AccessExclusive on each of them. */
export function dropChunksFrom(from: RowsFrom): Sql {
  return sql`SELECT drop_chunks(${regclass(from.schema, from.name)}, newer_than => ${instant(from)});`;
}

const TYPES: ReadonlyMap<string, Sql> = new Map([
  ['timestamp with time zone', sql`timestamptz`],
  ['timestamp without time zone', sql`timestamp`],
  ['date', sql`date`],
]);

const isTime = ({ timeColumnType }: RowsFrom) => TYPES.has(timeColumnType);

/** The last instant that JavaScript knows; those of PostgreSQL go on for another 18,000 years. */
const LATEST_MS = 8.64e15;

function instant({ timeColumnType, startUnits }: RowsFrom): Sql {
  // Years of wrong units have five digits, which PostgreSQL reads without the sign that JavaScript writes.
  const iso = new Date(Math.min(startUnits / 1_000, LATEST_MS)).toISOString().replace('+', '');
  // Ranges are laid out in UTC, whatever zone a column without one is meant to be in.
  const text = timeColumnType === 'timestamp with time zone' ? iso : iso.replace('Z', '');
  return sql`${literal(text)}::${TYPES.get(timeColumnType) ?? sql`timestamptz`}`;
}
