import pg from 'pg';
import type { Snapshot } from '@/lib/collect/snapshot';
import { type Database, openDatabase } from '@/lib/db/database';
import { probeServer, type ServerFacts } from '@/lib/db/server';
import type { KeyedFinding } from '@/lib/rules/judge';
import type { Advice } from '@/lib/rules/rule';
import type { OnProgress } from '../progress';
import { inSandbox, type SandboxLimits } from '../sandbox';
import { type RehearsalFacts, rehearsalFacts } from './facts';
import { rebuildPlan } from './rebuild/rebuild-plan';
import { adviceText, whyNotRehearsable } from './rehearsable';
import type { RebuiltSchema, Rehearsal } from './rehearsal';
import { type Ran, runCheck, runStep, runUndo } from './run-statement';
import { differences, shortened, stateOf } from './state-of';
import { touchedHypertables } from './touched';
import { verdict } from './verdict';

/** The embedded engine takes about 500 MB for itself; a rehearsal holds a few hundred chunks with a few rows each. */
const LIMITS: SandboxLimits = { memoryBytes: 1_200 * 2 ** 20, seconds: 60 };

interface Rehearsing {
  readonly finding: KeyedFinding;
  readonly snapshot: Snapshot;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/**
 * Rebuilds what a finding's advice touches in a sandbox, runs its check, its steps, its verification and its undo
 * there, and reports what each statement did. Nothing is run on, or read from, the monitored database.
 * Throws what `inSandbox` throws.
 */
export async function rehearse({ finding, snapshot, onProgress, signal }: Rehearsing): Promise<Rehearsal> {
  const prepared = prepare(finding, snapshot);
  if ('reason' in prepared) return notRehearsable(prepared.reason);
  const onWaiting = (ahead: number) =>
    onProgress({ phase: 'wait', done: null, total: null, words: `Waiting for ${ahead} other to finish` });
  return inSandbox({ limits: LIMITS, signal, onWaiting }, (url) => {
    onProgress({ phase: 'start', done: null, total: null, words: 'The sandbox has started' });
    return rehearseAt(url, { ...prepared, snapshot, onProgress });
  });
}

interface Prepared {
  readonly finding: KeyedFinding;
  readonly advice: Advice;
  readonly facts: RehearsalFacts;
}

/** What a rehearsal needs from the snapshot, or why there can be none. */
export function prepare(
  finding: KeyedFinding,
  snapshot: Pick<Snapshot, 'server' | 'artifacts'>,
): Prepared | { readonly reason: string } {
  const reason = whyNotRehearsable(finding, snapshot.server);
  const { advice } = finding;
  if (reason !== null || !advice) return { reason: reason ?? 'There is no SQL to run.' };
  const facts = rehearsalFacts(snapshot);
  if ('missing' in facts)
    return { reason: `What it touches cannot be rebuilt, because it is not known: ${facts.missing}` };
  return { finding, advice, facts };
}

interface RehearsingAt extends Prepared {
  readonly snapshot: Pick<Snapshot, 'server' | 'takenAt'>;
  readonly onProgress: OnProgress;
}

/** The same on an empty TimescaleDB whose owner does not mind. */
export async function rehearseAt(url: string, rehearsing: RehearsingAt): Promise<Rehearsal> {
  const startedAtMs = Date.now();
  const client = new pg.Client({ connectionString: url });
  // What breaks the connection is told by the statement that it breaks.
  client.on('error', () => undefined);
  const database = openDatabase({ url });
  try {
    await client.connect();
    const server = await probeServer(database);
    const rebuilt = await rebuild(client, server, rehearsing);
    const { statements, leftByUndo } = await runAdvice(client, database, server, rehearsing);
    return {
      ...verdict({
        statements,
        leftByUndo,
        rebuilt,
        undo: rehearsing.advice.undo,
        sandbox: server,
        server: rehearsing.snapshot.server,
      }),
      rehearsedAt: new Date(startedAtMs).toISOString(),
      tookSeconds: (Date.now() - startedAtMs) / 1_000,
      sandbox: {
        timescale: server.timescale?.version ?? '',
        postgres: server.version,
        differences: versionDifferences(rehearsing.snapshot.server, server),
      },
      rebuilt,
      statements: statements.map(({ sqlstate: _, ...statement }) => statement),
      leftByUndo: leftByUndo && shortened(leftByUndo),
    };
  } finally {
    await client.end().catch(() => undefined);
    await database.close();
  }
}

function notRehearsable(reason: string): Rehearsal {
  return {
    status: 'not-rehearsable',
    reason,
    rehearsedAt: new Date().toISOString(),
    tookSeconds: 0,
    sandbox: null,
    rebuilt: null,
    statements: [],
    leftByUndo: null,
  };
}

async function rebuild(
  client: pg.Client,
  server: ServerFacts,
  { finding, advice, facts, snapshot, onProgress }: RehearsingAt,
): Promise<RebuiltSchema> {
  const touched = touchedHypertables(finding, facts);
  const plan = rebuildPlan(touched, {
    facts,
    dialect: { versionNumber: server.timescale?.versionNumber ?? 0 },
    knownTypes: await knownTypes(client, facts),
    adviceText: adviceText(advice),
    nowMs: Date.parse(snapshot.takenAt),
  });
  const missing: string[] = [];
  for (const [at, statement] of plan.statements.entries()) {
    onProgress({
      phase: 'rebuild',
      done: at,
      total: plan.statements.length,
      words: `Rebuilding ${statement.what}`,
    });
    await client.query(statement.sql).catch((error: unknown) => {
      if (!(error instanceof pg.DatabaseError)) throw error;
      missing.push(`${statement.what}: ${error.message}`);
    });
  }
  return {
    hypertables: touched.length,
    chunks: plan.chunks,
    chunksLeftOut: plan.chunksLeftOut,
    mappedTypes: plan.mappedTypes,
    missing,
  };
}

async function knownTypes(client: pg.Client, { hypertableColumns }: RehearsalFacts): Promise<Set<string>> {
  const used = [...new Set(hypertableColumns.map(({ type }) => type))];
  const { rows } = await client.query<{ type: string }>(
    'SELECT t AS type FROM unnest($1::text[]) t WHERE pg_catalog.to_regtype(t) IS NOT NULL',
    [used],
  );
  return new Set(rows.map(({ type }) => type));
}

async function runAdvice(
  client: pg.Client,
  database: Database,
  server: ServerFacts,
  { advice, onProgress }: RehearsingAt,
): Promise<{ statements: Ran[]; leftByUndo: readonly string[] | null }> {
  const statements: Ran[] = [];
  const say = (phase: string, words: string) =>
    onProgress({ phase, done: statements.length, total: null, words });
  const before = await stateOf(database, server);
  if (advice.precheck) {
    say('precheck', 'Asking what is to be checked first');
    statements.push(await runCheck(client, 'precheck', advice.precheck));
  }
  for (const [at, step] of advice.steps.entries()) {
    say('steps', `Running step ${at + 1} of ${advice.steps.length}`);
    const ran = await runStep(client, step);
    statements.push(ran);
    if (ran.status === 'failed') return { statements, leftByUndo: null };
  }
  say('verify', 'Asking whether it worked');
  statements.push(await runCheck(client, 'verify', advice.verify));
  if ('impossible' in advice.undo) return { statements, leftByUndo: null };
  for (const [at, step] of advice.undo.entries()) {
    say('undo', `Undoing, ${at + 1} of ${advice.undo.length}`);
    const ran = await runUndo(client, step.sql);
    statements.push(ran);
    if (ran.status === 'failed') return { statements, leftByUndo: null };
  }
  return { statements, leftByUndo: differences(before, await stateOf(database, server)) };
}

function versionDifferences(server: ServerFacts, sandbox: ServerFacts): string[] {
  const [there, here] = [server.timescale?.version, sandbox.timescale?.version];
  return [
    ...(there === here ? [] : [`TimescaleDB ${here} here, ${there} there`]),
    ...(server.major === sandbox.major ? [] : [`PostgreSQL ${sandbox.major} here, ${server.major} there`]),
  ];
}
