import { joined, type Sql, sql } from './statement';

const PREPARED = sql`chunkwise_explain`;

export function explain(statement: Sql): Sql {
  return sql`EXPLAIN (FORMAT JSON, VERBOSE, SETTINGS) ${statement}`;
}

/** Runs the statement. */
export function explainAnalyze(statement: Sql): Sql {
  return sql`EXPLAIN (ANALYZE, FORMAT JSON, VERBOSE, SETTINGS, BUFFERS) ${statement}`;
}

export function prepare(statement: Sql): Sql {
  return sql`PREPARE ${PREPARED} AS ${statement}`;
}

export const DEALLOCATE = sql`DEALLOCATE ${PREPARED}`;

export const PREPARED_SO_FAR = sql`SAVEPOINT ${PREPARED}`;
export const BACK_TO_PREPARED = sql`ROLLBACK TO SAVEPOINT ${PREPARED}`;

/** As the server infers them from what is prepared. */
export const PARAMETER_TYPES = sql`
SELECT pg_catalog.array_to_json(parameter_types::text[]) AS types FROM pg_catalog.pg_prepared_statements WHERE name = '${PREPARED}'`;

export const FORCE_GENERIC_PLAN = sql`SET LOCAL plan_cache_mode = force_generic_plan`;

/** Of what is prepared, for any value: a generic plan has to be forced before, since NULLs would fold into another. */
export function explainPrepared(parameterCount: number): Sql {
  const nulls = Array.from({ length: parameterCount }, () => sql`NULL`);
  return explain(sql`EXECUTE ${PREPARED}(${joined(nulls, ', ')})`);
}
