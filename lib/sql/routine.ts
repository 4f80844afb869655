import { ident, joined, literal, qualified, type Sql, sql } from './statement';

/** A function or procedure; `argumentTypes` is what pg_get_function_identity_arguments prints, which quotes all that is in it. */
interface Routine {
  readonly schema: string;
  readonly name: string;
  readonly argumentTypes: Sql;
}

const signature = ({ schema, name, argumentTypes }: Routine): Sql =>
  sql`${qualified(schema, name)}(${argumentTypes})`;

/** Fixes where its body looks names up, whatever the caller's session says; temporary objects come last. */
export function setSearchPath(routine: Routine, schemas: readonly string[]): Sql {
  return sql`ALTER ROUTINE ${signature(routine)} SET search_path = ${joined([...schemas, 'pg_temp'].map(ident), ', ')};`;
}

export function resetSearchPath(routine: Routine): Sql {
  return sql`ALTER ROUTINE ${signature(routine)} RESET search_path;`;
}

/** 1 once it has a search path of its own, else 0. */
export function countSearchPaths({ schema, name, argumentTypes }: Routine): Sql {
  return sql`SELECT count(*) FROM pg_proc p, unnest(p.proconfig) c WHERE p.pronamespace = ${literal(`"${schema.replaceAll('"', '""')}"`)}::regnamespace AND p.proname = ${literal(name)} AND pg_get_function_identity_arguments(p.oid) = ${literal(argumentTypes)} AND c LIKE 'search_path=%';`;
}
