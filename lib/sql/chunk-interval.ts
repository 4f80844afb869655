import type { RelationName } from './columnstore';
import { type Span, spanLiteral } from './span';
import { literal, regclass, type Sql, sql } from './statement';

/**
 * Changes the interval of chunks that are made from now on. A continuous aggregate goes by its materialization
 * hypertable: its own name is refused before 2.12. Where there is another dimension the column has to be said.
 */
export function setChunkInterval({ schema, name }: RelationName, interval: Span, column?: string): Sql {
  const dimension = column === undefined ? sql`` : sql`, ${literal(column)}`;
  return sql`SELECT set_chunk_time_interval(${regclass(schema, name)}, ${spanLiteral(interval)}${dimension});`;
}

/** The interval in force, in microseconds or in units of integer time. */
export function chunkInterval(hypertableId: number): Sql {
  return sql`SELECT d.interval_length FROM _timescaledb_catalog.dimension d WHERE d.hypertable_id = ${hypertableId} AND d.interval_length IS NOT NULL ORDER BY d.id LIMIT 1;`;
}
