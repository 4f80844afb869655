import type { RelationName } from './columnstore';
import { type Span, spanLiteral } from './span';
import { regclass, type Sql, sql } from './statement';

/** Changes the interval of chunks that are made from now on. A continuous aggregate goes by its materialization hypertable: its own name is refused before 2.12. */
export function setChunkInterval({ schema, name }: RelationName, interval: Span): Sql {
  return sql`SELECT set_chunk_time_interval(${regclass(schema, name)}, ${spanLiteral(interval)});`;
}
