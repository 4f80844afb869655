import { findHypopg, type Hypopg } from '@/lib/collect/hypopg';
import type { Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import type { Queryable } from '@/lib/db/queryable';
import { probeServer, type ServerFacts } from '@/lib/db/server';
import type { Session } from '@/lib/db/statement-session';
import type { Target } from '@/lib/db/target';
import { AppError } from '@/lib/errors';
import { explainable } from '@/lib/grammar/explainable';
import {
  forgetHypothetical,
  GO_BACK,
  grantUsage,
  makeUpIndexes,
  PLAN_WITH_HYPOTHETICAL,
  REMEMBER,
} from '@/lib/sql/hypothetical-index';
import type { Sql } from '@/lib/sql/statement';
import { oneAtATime } from './one-at-a-time';
import { planNodes, totalCost } from './plan-nodes';
import { type Ask, inSession, type PlanKind, planned, refused, refuseFunctions, valuesFor } from './planning';

/** A relation that holds rows, and so can be searched by an index of its own. */
export interface IndexedPart {
  readonly schema: string;
  readonly name: string;
  /** Of its rows, without indexes. */
  readonly heapBytes: number;
}

export interface HypotheticalIndex {
  readonly schema: string;
  readonly tableName: string;
  /** From its method on. */
  readonly structure: Sql;
  /**
   * Chunks with rows in the row store, the newest first: an index that is made up on a hypertable as a whole is ignored by
   * the planner. Null for other tables, also partitioned ones, which pass it on to their partitions.
   */
  readonly chunks: readonly IndexedPart[] | null;
}

export interface HypotheticalRequest {
  readonly target: Pick<Target, 'url'>;
  readonly index: HypotheticalIndex;
  /** Texts of statements that it is for. */
  readonly statements: readonly string[];
  readonly snapshot: Snapshot | null;
}

/** The same statement planned twice. Costs are the planner's own unit: they compare plans of one statement, and are no times. */
export interface PlannedTwice {
  readonly kind: PlanKind;
  readonly costBefore: number;
  readonly costAfter: number;
  readonly isUsed: boolean;
  /** Of the whole index, by hypopg's estimate; of a hypertable, what the chunks that were planned with tell of the others. Null where there was nothing to make it on; of a partitioned table no size to rely on. */
  readonly indexBytes: number | null;
  /** Chunks that the plan reads and that the index was made up on; null for other tables. */
  readonly chunks: number | null;
}
export interface NotPlanned {
  readonly reason: string;
  readonly hint: string | null;
}

export type HypotheticalCheck =
  | { readonly hypopg: Hypopg & { readonly schema: null }; readonly server: ServerFacts }
  | {
      readonly hypopg: Hypopg & { readonly schema: string };
      readonly server: ServerFacts;
      /** As many as were asked about, in their order. */
      readonly statements: readonly (PlannedTwice | NotPlanned)[];
    };

/** hypopg has about 2,500 numbers to give to made-up indexes in a session. */
const MOST_CHUNKS = 500;

/**
 * Asks the planner whether it would use an index that is not there, by the extension hypopg: the index exists in the memory of one
 * session, as guarded as that of EXPLAIN, and is forgotten with it. Nothing is written, nothing is run. Throws what connecting
 * throws; what a statement is refused for is said in its place.
 */
export async function checkHypotheticalIndex(request: HypotheticalRequest): Promise<HypotheticalCheck> {
  return oneAtATime(request.target.url, async () => {
    const database = openDatabase(request.target);
    try {
      const server = await probeServer(database);
      const { schema, ...found } = await findHypopg(database);
      if (schema === null) return { hypopg: { ...found, schema }, server };
      if (!found.isUsable)
        throw refused(
          `hypopg is in the schema ${schema}, which ${server.roleName} may not use`,
          grantUsage(schema, server.roleName),
        );
      const statements: (PlannedTwice | NotPlanned)[] = [];
      for (const text of request.statements)
        statements.push(await plannedTwice(database, text, server, schema, request));
      return { hypopg: { ...found, schema }, server, statements };
    } finally {
      await database.close();
    }
  });
}

async function plannedTwice(
  database: Queryable,
  text: string,
  server: ServerFacts,
  extensionSchema: string,
  request: HypotheticalRequest,
): Promise<PlannedTwice | NotPlanned> {
  try {
    const statement = explainable(text);
    if ('refused' in statement) throw refused(statement.refused);
    await refuseFunctions(database, statement, false, server);
    const ask = { ...(await valuesFor(database, statement, request)), statement };
    return await inSession(request.target.url, (session) =>
      withAndWithout(session, ask, extensionSchema, request.index),
    );
  } catch (error) {
    if (!(error instanceof AppError) || !/^(bad-request|query-timeout|query-locked)$/.test(error.code))
      throw error;
    return { reason: error.message, hint: error.hint ?? null };
  }
}

async function withAndWithout(
  session: Session,
  ask: Ask,
  extensionSchema: string,
  { schema, tableName, structure, chunks }: HypotheticalIndex,
): Promise<PlannedTwice> {
  const { kind } = ask;
  await session(forgetHypothetical(extensionSchema));
  await session(PLAN_WITH_HYPOTHETICAL);
  const before = await planned(session, ask);
  const costBefore = totalCost(before);
  const read = chunks && readBy(before, chunks).slice(0, MOST_CHUNKS);
  const relations = read ?? [{ schema, name: tableName }];
  if (relations.length === 0)
    return { kind, costBefore, costAfter: costBefore, isUsed: false, indexBytes: null, chunks: 0 };
  await session(REMEMBER);
  try {
    const made = await session(makeUpIndexes(extensionSchema, relations, structure));
    const after = await planned(session, ask);
    const names = new Set(made.map(({ name }) => name));
    const bytes = made.reduce((sum, row) => sum + Number(row.bytes), 0);
    return {
      kind,
      costBefore,
      costAfter: totalCost(after),
      isUsed: planNodes(after).some((node) => names.has(node['Index Name'])),
      indexBytes: chunks && read ? scaled(bytes, read, chunks) : bytes,
      chunks: read?.length ?? null,
    };
  } catch (error) {
    // What the session made up is in no transaction; a failed one lets nothing else be said.
    await session(GO_BACK);
    throw error;
  } finally {
    await session(forgetHypothetical(extensionSchema));
  }
}

/** Those that a plan names, in their order. */
function readBy(plan: unknown, chunks: readonly IndexedPart[]): readonly IndexedPart[] {
  const read = new Set(planNodes(plan).map((node) => JSON.stringify([node.Schema, node['Relation Name']])));
  return chunks.filter(({ schema, name }) => read.has(JSON.stringify([schema, name])));
}

/** An index of the same rows takes the same share of each chunk. */
function scaled(bytes: number, of: readonly IndexedPart[], all: readonly IndexedPart[]): number {
  const heap = (parts: readonly IndexedPart[]) => parts.reduce((sum, { heapBytes }) => sum + heapBytes, 0);
  return Math.round((bytes * heap(all)) / Math.max(1, heap(of)));
}
