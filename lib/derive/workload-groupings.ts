import type { Row } from '@/lib/collect/snapshot';
import { type AggregateFunction, isAggregateFunction } from '@/lib/sql/continuous-aggregate';
import { isReferenceTo, shapesOf } from './column-use';
import type { SqlToken } from './sql-tokens';
import { columnOf, isName, isSymbol, type QueryShape, splitAt, wordOf } from './statement-shape';

type Hypertable = Row<'hypertables'>;
type Statements = readonly Row<'statements'>[];

/** An aggregate function, which a continuous aggregate keeps, over columns as they are; no columns is `count(*)`. */
export interface AggregateCall {
  readonly function: AggregateFunction;
  readonly columns: readonly string[];
}

/** What statements compute for buckets of time, again and again. */
export interface Grouping {
  readonly hypertable: Hypertable;
  /** Besides the bucket; columns that are filtered by are among them, or an aggregate could not answer. */
  readonly groupBy: readonly string[];
  readonly calls: readonly AggregateCall[];
  /** Widths that stand in the texts, in seconds; pg_stat_statements replaces them by parameters as a rule. */
  readonly bucketSeconds: readonly number[];
  /** Some bucket is a parameter, so its width is not known. */
  readonly hasUnknownBucket: boolean;
  /** date_trunc goes by the time zone of the session, time_bucket by UTC. */
  readonly usesDateTrunc: boolean;
  readonly statements: number;
  readonly executions: number;
  readonly seconds: number;
}

interface Parsed {
  readonly groupBy: readonly string[];
  readonly calls: readonly AggregateCall[];
  readonly bucket: Bucket;
}

interface Bucket {
  readonly seconds: number | null;
  readonly isDateTrunc: boolean;
}

/** The groupings by buckets of time that a continuous aggregate could answer, those of the same columns together. */
export function workloadGroupings(
  hypertables: readonly Hypertable[],
  columns: readonly Row<'hypertableColumns'>[],
  statements: Statements,
): Grouping[] {
  const groupings = new Map<string, Grouping>();
  for (const [at, shapes] of shapesOf(statements).entries()) {
    const statement = statements[at];
    const [shape] = shapes;
    if (!statement || !shape || shapes.length !== 1) continue;
    const hypertable = hypertables.find((one) => isReferenceTo(shape.relations[0] ?? null, one, hypertables));
    if (!hypertable) continue;
    const own = columns.filter(({ hypertableId }) => hypertableId === hypertable.hypertableId);
    const parsed = parse(shape, hypertable, new Set(own.map(({ name }) => name)));
    if (!parsed) continue;
    const key = JSON.stringify([hypertable.hypertableId, parsed.groupBy]);
    groupings.set(key, joined(groupings.get(key), hypertable, parsed, statement));
  }
  return [...groupings.values()];
}

function joined(
  before: Grouping | undefined,
  hypertable: Hypertable,
  { groupBy, calls, bucket }: Parsed,
  { calls: executions, totalSeconds }: Row<'statements'>,
): Grouping {
  const all = [...(before?.calls ?? []), ...calls];
  const unique = new Map(all.map((call) => [JSON.stringify(call), call]));
  const widths = [...(before?.bucketSeconds ?? []), ...(bucket.seconds === null ? [] : [bucket.seconds])];
  return {
    hypertable,
    groupBy,
    calls: [...unique.values()],
    bucketSeconds: [...new Set(widths)].sort((a, b) => a - b),
    hasUnknownBucket: (before?.hasUnknownBucket ?? false) || bucket.seconds === null,
    usesDateTrunc: (before?.usesDateTrunc ?? false) || bucket.isDateTrunc,
    statements: (before?.statements ?? 0) + 1,
    executions: (before?.executions ?? 0) + executions,
    seconds: (before?.seconds ?? 0) + totalSeconds,
  };
}

/** Null for what an aggregate could not answer, or what is not understood. */
function parse(shape: QueryShape, hypertable: Hypertable, own: ReadonlySet<string>): Parsed | null {
  if (!shape.isPlain || shape.relations.length !== 1 || !shape.groupBy || shape.groupBy.length === 0)
    return null;
  const { timeColumn } = hypertable;
  const bucketOf = (expression: readonly SqlToken[]) => bucketAt(expression, timeColumn);
  const buckets = shape.groupBy.flatMap((expression) => bucketOf(expression) ?? []);
  const [bucket] = buckets;
  const plain = shape.groupBy.filter((expression) => !bucketOf(expression)).map(columnOf);
  if (!bucket || buckets.length !== 1 || plain.some((column) => !column || !own.has(column.column)))
    return null;
  const filters = shape.equalities.map(({ column }) => column).filter((column) => own.has(column));
  const groupBy = [...new Set([...plain.flatMap((one) => one?.column ?? []), ...filters])]
    .filter((column) => column !== timeColumn)
    .sort();
  const inBuckets = new Set([...groupBy, timeColumn]);
  // A condition on any other column needs the rows.
  if (shape.where.some((token) => isName(token) && own.has(token.text) && !inBuckets.has(token.text)))
    return null;
  const calls = shape.targets.map(({ tokens }) => {
    const column = columnOf(tokens);
    return bucketOf(tokens) || (column && inBuckets.has(column.column)) ? [] : callOf(tokens, own);
  });
  if (calls.some((call) => call === null)) return null;
  const found = calls.flatMap((call) => call ?? []);
  return found.length === 0 ? null : { groupBy, calls: found, bucket };
}

/** `time_bucket(width, time)` or `date_trunc(unit, time)`; with an origin or a time zone it is another grid. */
function bucketAt(expression: readonly SqlToken[], timeColumn: string): Bucket | null {
  const call = functionCall(expression);
  if (!call || !/^(time_bucket|date_trunc)$/.test(call.name)) return null;
  const [width, time, ...others] = call.parameters;
  if (!width || !time || others.length > 0 || columnOf(time)?.column !== timeColumn) return null;
  const isDateTrunc = call.name === 'date_trunc';
  const text = width.find(({ kind }) => kind === 'literal')?.text;
  return { seconds: text === undefined ? null : widthSeconds(text, isDateTrunc), isDateTrunc };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  m: 60,
  min: 60,
  minute: 60,
  h: 3_600,
  hour: 3_600,
  d: 86_400,
  day: 86_400,
  week: 604_800,
};

/** Of fixed units only: months have no one length. */
function widthSeconds(literal: string, isDateTrunc: boolean): number | null {
  const text = literal.replaceAll("'", '').trim().toLowerCase();
  const [, number, unit = ''] = /^(\d+)?\s*([a-z]+?)s?$/.exec(text) ?? [];
  const seconds = UNIT_SECONDS[unit] ?? UNIT_SECONDS[`${unit}s`];
  if (seconds === undefined) return null;
  return isDateTrunc || number === undefined ? seconds : Number(number) * seconds;
}

function callOf(tokens: readonly SqlToken[], own: ReadonlySet<string>): AggregateCall[] | null {
  const call = functionCall(tokens);
  if (!call || !isAggregateFunction(call.name)) return null;
  const [first, ...others] = call.parameters;
  if (call.name === 'count' && others.length === 0 && first?.length === 1 && isSymbol(first[0], '*'))
    return [{ function: 'count', columns: [] }];
  const columns = call.parameters.map(columnOf);
  const isKnown = columns.length > 0 && columns.every((column) => column && own.has(column.column));
  return isKnown
    ? [{ function: call.name, columns: columns.flatMap((column) => column?.column ?? []) }]
    : null;
}

/** `name(…)` and nothing around it but a cast, with or without its schema. */
function functionCall(tokens: readonly SqlToken[]): { name: string; parameters: SqlToken[][] } | null {
  const open = tokens.findIndex((token) => isSymbol(token, '('));
  const name = tokens[open - 1];
  if (!name || !(open === 1 || (open === 3 && isSymbol(tokens[1], '.')))) return null;
  const close = tokens.findIndex(
    (token, at) => at > open && isSymbol(token, ')') && token.depth === name.depth,
  );
  const after = tokens.slice(close + 1);
  if (close === -1 || (after.length > 0 && !isSymbol(after[0], '::'))) return null;
  return { name: wordOf(name), parameters: splitAt(tokens.slice(open + 1, close), name.depth + 1, ',') };
}
