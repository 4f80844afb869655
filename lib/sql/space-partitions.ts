import type { RelationName } from './columnstore';
import { literal, regclass, type Sql, sql } from './statement';

/** How many chunks lie side by side in each range that is begun from now on, along one column. */
export function setPartitionCount({ schema, name }: RelationName, count: number, column: string): Sql {
  return sql`SELECT set_number_partitions(${regclass(schema, name)}, ${count}, ${literal(column)});`;
}

export function partitionCount(dimensionId: number): Sql {
  return sql`SELECT d.num_slices FROM _timescaledb_catalog.dimension d WHERE d.id = ${dimensionId};`;
}
