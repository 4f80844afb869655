import type { Snapshot } from '@/lib/collect/snapshot';
import { unsafeToRun } from '@/lib/collect/unsafe-functions';
import { openDatabase } from '@/lib/db/database';
import type { Queryable } from '@/lib/db/queryable';
import { probeServer, type ServerFacts } from '@/lib/db/server';
import { inStatementSession, type Session } from '@/lib/db/statement-session';
import type { Target } from '@/lib/db/target';
import { AppError } from '@/lib/errors';
import { type Explainable, explainable } from '@/lib/grammar/explainable';
import {
  explain,
  explainAnalyze,
  explainPrepared,
  FORCE_GENERIC_PLAN,
  PARAMETER_TYPES,
  prepare,
} from '@/lib/sql/explain';
import { handedIn } from '@/lib/sql/statement';
import { namesInPlan } from './names-in-plan';
import { readsParts, type SampleValue, sampleValues } from './sample-values';
import { statementError } from './statement-error';

export interface ExplainRequest {
  readonly target: Pick<Target, 'url'>;
  readonly sql: string;
  /** Values for `$1` and so on, as text; null is NULL. */
  readonly parameters?: readonly (string | null)[];
  /** Runs the statement. Only for what is proved to read and nothing else. */
  readonly analyze?: boolean;
  readonly snapshot: Snapshot | null;
}

export interface Explained {
  /**
   * - `plain`: it has no parameters. `generic`: a plan for any value. `values`: for the given values.
   * - `sample-values`: for values that are like those it is run with. `analyzed`: it was run.
   */
  readonly kind: 'plain' | 'generic' | 'values' | 'sample-values' | 'analyzed';
  readonly samples: readonly SampleValue[];
  /** What EXPLAIN (FORMAT JSON) answered. */
  readonly document: unknown;
  readonly server: ServerFacts;
}

/** What a person waits for, and what a production server can spare. */
const RUNNING_TIMEOUT_MS = 30_000;

/**
 * Explains one statement that a person handed in: parsed and classified before, then over a connection of its own, by the extended
 * protocol, in a read-only transaction with timeouts that is always rolled back. Throws `bad-request` with the reason for what is
 * refused, and what connecting throws. Values of the statement get into no error and no log.
 */
export async function explainStatement(request: ExplainRequest): Promise<Explained> {
  const statement = explainable(request.sql);
  if ('refused' in statement) throw refused(statement.refused);
  const { parameters, analyze = false } = request;
  if (parameters && parameters.length !== statement.parameterCount)
    throw refused(
      `The statement has ${statement.parameterCount} parameters, ${parameters.length} values were given`,
    );
  if (analyze) refuseToRun(statement, parameters !== undefined);
  return oneAtATime(request.target.url, async () => {
    const database = openDatabase(request.target);
    try {
      const server = await probeServer(database);
      await refuseFunctions(database, statement, analyze, server);
      const ask = { ...(await valuesFor(database, statement, request)), statement };
      const plan = await inSession(request.target.url, (session) => planned(session, ask));
      const { kind, samples } = ask;
      if (!analyze) return { kind, samples, document: plan, server };
      await refuseInPlan(database, plan);
      const document = await inSession(request.target.url, (session) => analyzed(session, ask));
      return { kind: 'analyzed', samples, document, server };
    } finally {
      await database.close();
    }
  });
}

const refused = (why: string, hint?: string) => new AppError('bad-request', why, hint);

function refuseToRun({ whyNotRun, parameterCount }: Explainable, hasValues: boolean): void {
  if (whyNotRun !== null)
    throw refused(
      `It is not run: ${whyNotRun}`,
      'Explain it without ANALYZE: that plans it and runs nothing.',
    );
  if (parameterCount > 0 && !hasValues) throw refused('It is not run without values for its parameters');
}

/** Before anything is planned: IMMUTABLE and STABLE functions may be run by the planner, with the rights of this role. */
async function refuseFunctions(
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

/** Views, policies and defaults call what the statement does not name. */
async function refuseInPlan(database: Queryable, document: unknown): Promise<void> {
  const text = JSON.stringify(document);
  if (text.includes('"Foreign Scan"'))
    throw refused('It is not run: it reads a foreign table, and what that does is not known here');
  const { functions, operators } = namesInPlan(text);
  const [unsafe] = await unsafeToRun(database, functions, operators);
  if (unsafe) throw refused(`It is not run: ${unsafe.name} ${unsafe.reason}`, 'Explain it without ANALYZE.');
}

/** What the server said against it holds nothing of the statement's values. */
async function inSession<Result>(url: string, work: (session: Session) => Promise<Result>): Promise<Result> {
  return inStatementSession(url, 'explain', work).catch((error: unknown) => {
    throw statementError(error);
  });
}

interface Values {
  readonly kind: Exclude<Explained['kind'], 'analyzed'>;
  readonly values: readonly (string | null)[];
  readonly samples: readonly SampleValue[];
}

async function valuesFor(
  database: Queryable,
  statement: Explainable,
  { target, parameters, snapshot }: ExplainRequest,
): Promise<Values> {
  if (statement.parameterCount === 0) return { kind: 'plain', values: [], samples: [] };
  if (parameters) return { kind: 'values', values: parameters, samples: [] };
  if (!readsParts(statement, snapshot)) return { kind: 'generic', values: [], samples: [] };
  const types = await inSession(target.url, (session) => parameterTypes(session, statement));
  const samples = await sampleValues(database, statement, types, snapshot);
  return { kind: 'sample-values', values: samples.map(({ value }) => value), samples };
}

/** As the server infers them. Leaves the statement prepared. */
async function parameterTypes(session: Session, { text }: Explainable): Promise<string[]> {
  await session(prepare(handedIn(text)));
  const rows = await session(PARAMETER_TYPES);
  return (rows[0]?.types as string[] | undefined) ?? [];
}

interface Ask extends Values {
  readonly statement: Explainable;
}

/**
 * For any value: as a prepared statement that is planned so because it is forced; left alone, NULLs would fold into the plan and leave
 * nothing of it. EXPLAIN (GENERIC_PLAN), from 16 on, does not go with the extended protocol, which wants a value for each parameter.
 */
async function planned(session: Session, { kind, statement, values }: Ask): Promise<unknown> {
  if (kind !== 'generic') return planIn(await session(explain(handedIn(statement.text)), { values }));
  await parameterTypes(session, statement);
  await session(FORCE_GENERIC_PLAN);
  return planIn(await session(explainPrepared(statement.parameterCount)));
}

async function analyzed(session: Session, { statement, values }: Ask): Promise<unknown> {
  const timeoutMs = RUNNING_TIMEOUT_MS;
  return planIn(await session(explainAnalyze(handedIn(statement.text)), { values, timeoutMs }));
}

const planIn = ([row]: readonly Record<string, unknown>[]): unknown => {
  const document = row?.['QUERY PLAN'];
  return typeof document === 'string' ? JSON.parse(document) : document;
};

const running = new Map<string, Promise<unknown>>();

/** Of one database one at a time: many readers of a plan must not become a load. */
async function oneAtATime<Result>(url: string, work: () => Promise<Result>): Promise<Result> {
  const before = running.get(url) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  running.set(url, settled);
  try {
    return await mine;
  } finally {
    if (running.get(url) === settled) running.delete(url);
  }
}
