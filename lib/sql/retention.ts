import type { RelationName } from './columnstore';
import { splitName } from './qualified-name';
import { literal, qualified, regclass, type Sql, sql } from './statement';

/**
 * Which chunks: those that end before `olderThan`, or that were created before (2.13+). An interval counts back from
 * now; integer time needs a point on its axis, see `integerPointBefore`.
 */
export type ChunkAge = { readonly olderThan: Sql } | { readonly createdBefore: Sql };

const ageArgument = (age: ChunkAge): Sql =>
  'olderThan' in age ? sql`older_than => ${age.olderThan}` : sql`created_before => ${age.createdBefore}`;

/** An interval as a policy spells it: `1 month` stays a month. */
export function intervalLiteral(text: string): Sql {
  return sql`INTERVAL ${literal(text)}`;
}

/** The point `distance` before the present of integer time, by the hypertable's own "now" function. */
export function integerPointBefore(nowFunction: string, distance: Sql): Sql {
  const { schema, name } = splitName(nowFunction);
  return sql`${qualified(schema, name)}() - ${distance}`;
}

/** How many chunks retention would delete. */
export function countChunks({ schema, name }: RelationName, age: ChunkAge): Sql {
  return sql`SELECT count(*) FROM show_chunks(${regclass(schema, name)}, ${ageArgument(age)});`;
}

/** The dry run of retention: a line for each chunk that it would delete, with their number. No line where there is none. */
export function listChunks({ schema, name }: RelationName, age: ChunkAge): Sql {
  return sql`SELECT count(*) OVER () AS chunks, chunk FROM show_chunks(${regclass(schema, name)}, ${ageArgument(age)}) AS chunk;`;
}

/** The same, with whether they are at least so many. For what is past the age by a grace only, and for a guess of the present. */
export function listAtLeastChunks({ schema, name }: RelationName, age: ChunkAge, least: number): Sql {
  return sql`SELECT count(*) OVER () >= ${least} AS at_least, count(*) OVER () AS chunks, chunk FROM show_chunks(${regclass(schema, name)}, ${ageArgument(age)}) AS chunk;`;
}

/** Deletes whole chunks. AccessExclusive on each of them. Not a licensed feature: works on Apache builds too. */
export function dropChunks({ schema, name }: RelationName, age: ChunkAge): Sql {
  return sql`SELECT drop_chunks(${regclass(schema, name)}, ${ageArgument(age)});`;
}

/** Adds the policy that drops chunks whose end is older than `after`. Catalog rows only, until its first run. */
export function addRetentionPolicy({ schema, name }: RelationName, after: Sql): Sql {
  return sql`SELECT add_retention_policy(${regclass(schema, name)}, drop_after => ${after}, if_not_exists => true);`;
}

export function removeRetentionPolicy({ schema, name }: RelationName): Sql {
  return sql`SELECT remove_retention_policy(${regclass(schema, name)}, if_exists => true);`;
}

/** How many policies drop the chunks of a hypertable: one, or none. */
export function countRetentionPolicies(hypertableId: number): Sql {
  return sql`SELECT count(*) FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention' AND (config->>'hypertable_id')::int = ${hypertableId};`;
}
