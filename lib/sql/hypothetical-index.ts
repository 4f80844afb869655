import { ident, joined, literal, qualified, type Sql, sql } from './statement';

/** What makes the extension; in the schema that comes first in the search path. */
export const CREATE_HYPOPG = sql`CREATE EXTENSION hypopg;`;

/** Lets a role call what is in the schema of the extension. */
export function grantUsage(extensionSchema: string, role: string): Sql {
  return sql`GRANT USAGE ON SCHEMA ${ident(extensionSchema)} TO ${ident(role)};`;
}

/** Forgets what the session made up: behind a pooler another client may have left some. Loads the library, so that its settings are known. */
export function forgetHypothetical(extensionSchema: string): Sql {
  return sql`SELECT ${ident(extensionSchema)}.hypopg_reset()`;
}

/** Made-up indexes are planned with unless somebody turned that off. */
export const PLAN_WITH_HYPOTHETICAL = sql`SET LOCAL hypopg.enabled = on`;

const AS_IT_WAS = sql`chunkwise_hypothetical`;
export const REMEMBER = sql`SAVEPOINT ${AS_IT_WAS}`;
export const GO_BACK = sql`ROLLBACK TO SAVEPOINT ${AS_IT_WAS}`;

/** Makes up one index on each relation, in the memory of the session; one row each, with the name that a plan calls it by. */
export function makeUpIndexes(
  extensionSchema: string,
  relations: readonly { readonly schema: string; readonly name: string }[],
  structure: Sql,
): Sql {
  const statements = relations.map(({ schema, name }) =>
    literal(sql`CREATE INDEX ON ${qualified(schema, name)} ${structure}`),
  );
  const hypopg = ident(extensionSchema);
  return sql`
SELECT made.indexname AS "name", ${hypopg}.hypopg_relation_size(made.indexrelid)::float8 AS "bytes"
  FROM pg_catalog.unnest(ARRAY[${joined(statements, ', ')}]::text[]) AS asked (statement)
 CROSS JOIN LATERAL ${hypopg}.hypopg_create_index(asked.statement) AS made`;
}
