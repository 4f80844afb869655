import type { Row } from '@/lib/collect/snapshot';

/** What pg_stat_statements only ever adds to, so that the difference of two readings tells what happened between them. */
export const STATEMENT_COUNTERS = [
  'calls',
  'totalSeconds',
  'planSeconds',
  'rows',
  'sharedBlocksHit',
  'sharedBlocksRead',
  'sharedBlocksDirtied',
  'sharedBlocksWritten',
  'temporaryBlocksRead',
  'temporaryBlocksWritten',
  'blockReadSeconds',
  'blockWriteSeconds',
  'walBytes',
] as const;

export type StatementCounters = { readonly [Name in (typeof STATEMENT_COUNTERS)[number]]: number };

/** All counters at one moment, without texts: what history keeps. */
export interface StatementReading {
  /** Null before extension version 1.9. Another one: everything began to count anew. */
  readonly statsResetAt: string | null;
  /** How many entries the remainder stood for: none, and whatever is not listed was not there. */
  readonly remainderCount: number;
  readonly entries: readonly {
    readonly key: string;
    readonly since: string | null;
    /** In the order of `STATEMENT_COUNTERS`. */
    readonly counters: readonly number[];
  }[];
}

type Statement = Row<'statements'>;

/** One entry of the view: the same text of two roles, or inside of a function, counts apart. */
export const statementKey = ({ isOwn, isRemainder, queryId, roleName, isTopLevel }: Statement): string =>
  isRemainder ? 'remainder' : isOwn ? 'own' : `${queryId} ${isTopLevel} ${roleName}`;

export function statementReading(statements: readonly Statement[]): StatementReading {
  return {
    statsResetAt: statements[0]?.statsResetAt ?? null,
    remainderCount: statements.find(({ isRemainder }) => isRemainder)?.statementCount ?? 0,
    entries: statements.map((statement) => ({
      key: statementKey(statement),
      since: statement.statsSince,
      counters: STATEMENT_COUNTERS.map((name) => statement[name]),
    })),
  };
}

/**
 * What each statement did since an earlier reading. An entry of which that is not known is part of the remainder: one
 * that was not listed earlier, or that was pushed out and came back with less. Without a
 * remainder where that is not known. Null when all began to count anew.
 */
export function statementsSince(
  statements: readonly Statement[],
  earlier: StatementReading,
): readonly Statement[] | null {
  const [first] = statements;
  if (!first || first.statsResetAt !== earlier.statsResetAt) return null;
  const before = new Map(earlier.entries.map((entry) => [entry.key, entry]));
  const listed = statements.filter(({ isRemainder }) => !isRemainder);
  const known = listed.flatMap((statement) => differenceOf(statement, before, earlier) ?? []);
  const whole = minus(sumOf(statements), sumOfReading(earlier));
  const rest = withoutRounding(minus(whole, sumOf(known)), sumOf(statements));
  // A drop in the whole is the eviction of entries: what they had counted is gone.
  if (STATEMENT_COUNTERS.some((name) => rest[name] < 0)) return known;
  const restCount =
    (statements.find(({ isRemainder }) => isRemainder)?.statementCount ?? 0) + listed.length - known.length;
  return restCount === 0 ? known : [...known, remainderOf(first, rest, restCount)];
}

function differenceOf(
  statement: Statement,
  before: ReadonlyMap<string, StatementReading['entries'][number]>,
  earlier: StatementReading,
): Statement | null {
  const entry = before.get(statementKey(statement));
  // It had no entry yet, if all entries were listed.
  if (!entry) return earlier.remainderCount === 0 ? statement : null;
  if (entry.since !== null && statement.statsSince !== entry.since && !statement.isOwn) return statement;
  const difference = minus(statement, fromList(entry.counters));
  if (STATEMENT_COUNTERS.some((name) => difference[name] < 0)) return null;
  // The extremes are those of all time.
  return { ...statement, ...difference, minSeconds: null, maxSeconds: null, deviationSeconds: null };
}

function remainderOf(first: Statement, rest: StatementCounters, statementCount: number): Statement {
  return {
    isRemainder: true,
    isOwn: false,
    statementCount,
    queryId: null,
    roleName: null,
    isTopLevel: null,
    query: null,
    minSeconds: null,
    maxSeconds: null,
    deviationSeconds: null,
    statsSince: null,
    statsResetAt: first.statsResetAt,
    deallocations: first.deallocations,
    ...rest,
  };
}

/** Sums of fractions differ in their last digits from the sum of the same in another order. */
const withoutRounding = (rest: StatementCounters, whole: StatementCounters): StatementCounters =>
  countersOf((name) => (Math.abs(rest[name]) <= 1e-9 * Math.abs(whole[name]) ? 0 : rest[name]));

const countersOf = (counter: (name: keyof StatementCounters) => number): StatementCounters =>
  Object.fromEntries(STATEMENT_COUNTERS.map((name) => [name, counter(name)])) as StatementCounters;
const minus = (now: StatementCounters, earlier: StatementCounters) =>
  countersOf((name) => now[name] - earlier[name]);
const sumOf = (statements: readonly StatementCounters[]) =>
  countersOf((name) => statements.reduce((sum, statement) => sum + statement[name], 0));
const fromList = (counters: readonly number[]) =>
  countersOf((name) => counters[STATEMENT_COUNTERS.indexOf(name)] ?? 0);
const sumOfReading = ({ entries }: StatementReading) =>
  sumOf(entries.map(({ counters }) => fromList(counters)));
