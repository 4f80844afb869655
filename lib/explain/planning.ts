import type { Snapshot } from '@/lib/collect/snapshot';
import { unsafeToRun } from '@/lib/collect/unsafe-functions';
import type { Queryable } from '@/lib/db/queryable';
import type { ServerFacts } from '@/lib/db/server';
import { inStatementSession, type Session } from '@/lib/db/statement-session';
import type { Target } from '@/lib/db/target';
import { AppError } from '@/lib/errors';
import type { Explainable } from '@/lib/grammar/explainable';
import {
  BACK_TO_PREPARED,
  DEALLOCATE,
  explain,
  explainPrepared,
  FORCE_GENERIC_PLAN,
  PARAMETER_TYPES,
  PREPARED_SO_FAR,
  prepare,
} from '@/lib/sql/explain';
import { handedIn } from '@/lib/sql/statement';
import { readsParts, type SampleValue, sampleValues } from './sample-values';
import { statementError } from './statement-error';

/**
 * - `plain`: it has no parameters. `generic`: a plan for any value. `values`: for the given values.
 * - `sample-values`: for values that are like those it is run with.
 */
export type PlanKind = 'plain' | 'generic' | 'values' | 'sample-values';

export interface Values {
  readonly kind: PlanKind;
  readonly values: readonly (string | null)[];
  readonly samples: readonly SampleValue[];
}

interface ValuesRequest {
  readonly target: Pick<Target, 'url'>;
  readonly parameters?: readonly (string | null)[];
  readonly snapshot: Snapshot | null;
}

export async function valuesFor(
  database: Queryable,
  statement: Explainable,
  { target, parameters, snapshot }: ValuesRequest,
): Promise<Values> {
  if (statement.parameterCount === 0) return { kind: 'plain', values: [], samples: [] };
  if (parameters) return { kind: 'values', values: parameters, samples: [] };
  if (!readsParts(statement, snapshot)) return { kind: 'generic', values: [], samples: [] };
  const types = await inSession(target.url, (session) => parameterTypes(session, statement));
  const samples = await sampleValues(database, statement, types, snapshot);
  return { kind: 'sample-values', values: samples.map(({ value }) => value), samples };
}

/** As the server infers them. */
function parameterTypes(session: Session, statement: Explainable): Promise<string[]> {
  return whilePrepared(session, statement, async () => {
    const [row] = await session(PARAMETER_TYPES);
    return (row?.types as string[] | undefined) ?? [];
  });
}

/**
 * What is prepared outlives its transaction; behind a pooler, and in the embedded engine, even the connection. So it goes before
 * the transaction ends: afterwards a pooler may hand out another connection.
 */
async function whilePrepared<Result>(
  session: Session,
  { text }: Explainable,
  work: () => Promise<Result>,
): Promise<Result> {
  await session(prepare(handedIn(text)));
  await session(PREPARED_SO_FAR);
  try {
    return await work();
  } finally {
    // A failed transaction lets nothing else be said. Where the connection is gone, so is what it prepared.
    await session(BACK_TO_PREPARED)
      .then(() => session(DEALLOCATE))
      .catch(() => undefined);
  }
}

export interface Ask extends Values {
  readonly statement: Explainable;
}

/**
 * For any value: as a prepared statement that is planned so because it is forced; left alone, NULLs would fold into the plan and leave
 * nothing of it. EXPLAIN (GENERIC_PLAN), from 16 on, does not go with the extended protocol, which wants a value for each parameter.
 */
export async function planned(session: Session, { kind, statement, values }: Ask): Promise<unknown> {
  if (kind !== 'generic') return planIn(await session(explain(handedIn(statement.text)), { values }));
  return whilePrepared(session, statement, async () => {
    await session(FORCE_GENERIC_PLAN);
    return planIn(await session(explainPrepared(statement.parameterCount)));
  });
}

export const planIn = ([row]: readonly Record<string, unknown>[]): unknown => {
  const document = row?.['QUERY PLAN'];
  return typeof document === 'string' ? JSON.parse(document) : document;
};

/** What the server said against it holds nothing of the statement's values. */
export async function inSession<Result>(
  url: string,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  return inStatementSession(url, 'explain', work).catch((error: unknown) => {
    throw statementError(error);
  });
}

export const refused = (why: string, hint?: string) => new AppError('bad-request', why, hint);

/** Before anything is planned: IMMUTABLE and STABLE functions may be run by the planner, with the rights of this role. */
export async function refuseFunctions(
  database: Queryable,
  { functions, operators }: Explainable,
  analyze: boolean,
  { isSuperuser }: ServerFacts,
): Promise<void> {
  const unsafe = await unsafeToRun(database, functions, operators);
  const [first] = unsafe;
  if (first && analyze)
    throw refused(`It is not run: ${first.name} ${first.reason}`, 'Explain it without ANALYZE.');
  const byPlanner = unsafe.find(({ isPlanned }) => isPlanned);
  if (byPlanner && isSuperuser)
    throw refused(
      `Planning may run ${byPlanner.name}, and Chunkwise is connected as a superuser`,
      'Connect with the role that npm run role prints: then it can do no harm.',
    );
}
