import type { Snapshot } from '@/lib/collect/snapshot';
import { unsafeToRun } from '@/lib/collect/unsafe-functions';
import { openDatabase } from '@/lib/db/database';
import type { Queryable } from '@/lib/db/queryable';
import { probeServer, type ServerFacts } from '@/lib/db/server';
import type { Session } from '@/lib/db/statement-session';
import type { Target } from '@/lib/db/target';
import { type Explainable, explainable } from '@/lib/grammar/explainable';
import { explainAnalyze } from '@/lib/sql/explain';
import { handedIn } from '@/lib/sql/statement';
import { namesInPlan } from './names-in-plan';
import { oneAtATime } from './one-at-a-time';
import {
  type Ask,
  inSession,
  type PlanKind,
  planIn,
  planned,
  refused,
  refuseFunctions,
  valuesFor,
} from './planning';
import type { SampleValue } from './sample-values';

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
  /** `analyzed`: it was run. */
  readonly kind: PlanKind | 'analyzed';
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

function refuseToRun({ whyNotRun, parameterCount }: Explainable, hasValues: boolean): void {
  if (whyNotRun !== null)
    throw refused(
      `It is not run: ${whyNotRun}`,
      'Explain it without ANALYZE: that plans it and runs nothing.',
    );
  if (parameterCount > 0 && !hasValues) throw refused('It is not run without values for its parameters');
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

async function analyzed(session: Session, { statement, values }: Ask): Promise<unknown> {
  const timeoutMs = RUNNING_TIMEOUT_MS;
  return planIn(await session(explainAnalyze(handedIn(statement.text)), { values, timeoutMs }));
}
