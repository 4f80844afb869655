import type { RelationName } from './columnstore';
import { literal, regclass, type Sql, sql } from './statement';

/** Adds the policy that orders the rows of chunks by an index of the hypertable, which lies in its schema. */
export function addReorderPolicy({ schema, name }: RelationName, index: string): Sql {
  return sql`SELECT add_reorder_policy(${regclass(schema, name)}, ${literal(index)}, if_not_exists => true);`;
}

export function removeReorderPolicy({ schema, name }: RelationName): Sql {
  return sql`SELECT remove_reorder_policy(${regclass(schema, name)}, if_exists => true);`;
}

/** How many policies order the rows of a hypertable: none or one. */
export function countReorderPolicies(hypertableId: number): Sql {
  return sql`SELECT count(*) FROM timescaledb_information.jobs WHERE proc_name = 'policy_reorder' AND (config->>'hypertable_id')::int = ${hypertableId};`;
}
