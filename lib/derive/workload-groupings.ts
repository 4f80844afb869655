import type { Row } from '@/lib/collect/snapshot';
import type { Expression } from '@/lib/grammar/expression';
import { calendarWidth, intervalSeconds } from '@/lib/grammar/interval-text';
import { queryShapes } from '@/lib/grammar/read-statement';
import type { QueryShape } from '@/lib/grammar/statement-shape';
import { type AggregateFunction, isAggregateFunction } from '@/lib/sql/continuous-aggregate';
import { answeringAggregate, type Kept } from './answering-aggregate';
import { isReferenceTo, shapesOf } from './statement-shapes';

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
  /** The columns that statements ask for one value, or a few, of, with the time of those that ask for the same. */
  readonly filters: readonly FilteredBy[];
  /** Widths that stand in the texts, in seconds; pg_stat_statements replaces them by parameters as a rule. */
  readonly bucketSeconds: readonly number[];
  /** Widths of months and years as they stand there, such as `1 month`: they have no one length. */
  readonly calendarBuckets: readonly string[];
  /** Some bucket is a parameter, so its width is not known. */
  readonly hasUnknownBucket: boolean;
  /** date_trunc goes by the time zone of the session, time_bucket by UTC. */
  readonly usesDateTrunc: boolean;
  /** What keeps all of it already, or may where a bucket is not known. */
  readonly answeredBy: Kept | null;
  readonly statements: number;
  readonly executions: number;
  readonly seconds: number;
}

export interface FilteredBy {
  readonly columns: readonly string[];
  readonly seconds: number;
}

interface Parsed {
  readonly groupBy: readonly string[];
  readonly filters: readonly string[];
  readonly calls: readonly AggregateCall[];
  readonly bucket: Bucket;
}

/** Of a fixed width, of one of the calendar, or of one that is a parameter. */
export interface Bucket {
  readonly seconds: number | null;
  readonly calendar: string | null;
  readonly isUnknown: boolean;
  readonly isDateTrunc: boolean;
}

interface Facts {
  readonly hypertables: readonly Hypertable[];
  readonly hypertableColumns: readonly Row<'hypertableColumns'>[];
  readonly continuousAggregates: readonly Row<'continuousAggregates'>[];
  readonly aggregateDefinitions: readonly Row<'aggregateDefinitions'>[];
  readonly statements: Statements;
}

/**
 * The groupings by buckets of time that a continuous aggregate could answer: those of the same columns together, those
 * that one answers already apart.
 */
export function workloadGroupings(facts: Facts): Grouping[] {
  const { hypertables, statements } = facts;
  const groupings = new Map<string, Grouping>();
  const keptBy = new Map(hypertables.map((one) => [one, keptOf(one, facts)]));
  for (const [at, shapes] of shapesOf(statements).entries()) {
    const statement = statements[at];
    const [shape] = shapes;
    if (!statement || !shape || shapes.length !== 1) continue;
    const hypertable = hypertables.find((one) => isReferenceTo(shape.relations[0] ?? null, one, hypertables));
    if (!hypertable) continue;
    const parsed = parse(shape, hypertable, columnNames(hypertable, facts));
    if (!parsed) continue;
    const answeredBy = answeringAggregate(parsed, keptBy.get(hypertable) ?? []);
    const key = JSON.stringify([
      hypertable.hypertableId,
      parsed.groupBy,
      answeredBy?.aggregate.hypertableId ?? null,
    ]);
    groupings.set(key, joined(groupings.get(key), hypertable, { ...parsed, answeredBy }, statement));
  }
  return [...groupings.values()];
}

const columnNames = ({ hypertableId }: Hypertable, { hypertableColumns }: Facts): ReadonlySet<string> =>
  new Set(hypertableColumns.filter((one) => one.hypertableId === hypertableId).map(({ name }) => name));

/** What the aggregates of a hypertable keep; one that leaves out rows, joins or has a grid of its own is not among them. */
function keptOf(hypertable: Hypertable, facts: Facts): readonly Kept[] {
  const own = columnNames(hypertable, facts);
  return facts.continuousAggregates
    .filter(({ sourceHypertableId }) => sourceHypertableId === hypertable.hypertableId)
    .flatMap((aggregate) => {
      const { definition = null } =
        facts.aggregateDefinitions.find(
          ({ schema, name }) => schema === aggregate.schema && name === aggregate.name,
        ) ?? {};
      const [shape, ...others] = (definition === null ? null : queryShapes(definition)) ?? [];
      return shape && others.length === 0
        ? (readKept(aggregate, shape, hypertable.timeColumn, own) ?? [])
        : [];
    });
}

function readKept(
  aggregate: Row<'continuousAggregates'>,
  shape: QueryShape,
  timeColumn: string,
  own: ReadonlySet<string>,
): Kept | null {
  const { bucketSeconds, bucketWidth } = aggregate;
  const isFixed = bucketSeconds !== null && !/mon|year/.test(bucketWidth ?? '');
  const groups = shape.groupBy ?? [];
  const hasGrid = groups.some((expression) => bucketAt(expression, timeColumn) !== null);
  if (
    !isFixed ||
    !hasGrid ||
    !shape.isPlain ||
    shape.relations.length !== 1 ||
    shape.conditionColumns.length > 0
  )
    return null;
  return {
    aggregate,
    bucketSeconds,
    groupBy: distinct(groups.flatMap((expression) => columnName(expression) ?? [])),
    calls: shape.targets.flatMap(({ expression }) => callOf(expression, own) ?? []),
  };
}

function joined(
  before: Grouping | undefined,
  hypertable: Hypertable,
  { groupBy, filters, calls, bucket, answeredBy }: Parsed & Pick<Grouping, 'answeredBy'>,
  { calls: executions, totalSeconds }: Row<'statements'>,
): Grouping {
  const all = [...(before?.calls ?? []), ...calls];
  const unique = new Map(all.map((call) => [JSON.stringify(call), call]));
  const widths = [...(before?.bucketSeconds ?? []), ...(bucket.seconds === null ? [] : [bucket.seconds])];
  return {
    hypertable,
    groupBy,
    calls: [...unique.values()],
    filters: withFilter(before?.filters ?? [], filters, totalSeconds),
    bucketSeconds: [...new Set(widths)].sort((a, b) => a - b),
    calendarBuckets: [
      ...new Set([
        ...(before?.calendarBuckets ?? []),
        ...(bucket.calendar === null ? [] : [bucket.calendar]),
      ]),
    ],
    hasUnknownBucket: (before?.hasUnknownBucket ?? false) || bucket.isUnknown,
    usesDateTrunc: (before?.usesDateTrunc ?? false) || bucket.isDateTrunc,
    answeredBy,
    statements: (before?.statements ?? 0) + 1,
    executions: (before?.executions ?? 0) + executions,
    seconds: (before?.seconds ?? 0) + totalSeconds,
  };
}

function withFilter(
  before: readonly FilteredBy[],
  columns: readonly string[],
  seconds: number,
): readonly FilteredBy[] {
  const isSame = (one: FilteredBy) => one.columns.join('\0') === columns.join('\0');
  const same = before.find(isSame);
  return [...before.filter((one) => !isSame(one)), { columns, seconds: (same?.seconds ?? 0) + seconds }];
}

/** Null for what an aggregate could not answer, or what is not understood. */
function parse(shape: QueryShape, hypertable: Hypertable, own: ReadonlySet<string>): Parsed | null {
  if (!shape.isPlain || shape.relations.length !== 1 || !shape.groupBy || shape.groupBy.length === 0)
    return null;
  const { timeColumn } = hypertable;
  const bucketOf = (expression: Expression) => bucketAt(expression, timeColumn);
  const buckets = shape.groupBy.flatMap((expression) => bucketOf(expression) ?? []);
  const [bucket] = buckets;
  const plain = shape.groupBy.filter((expression) => !bucketOf(expression)).map(columnName);
  if (!bucket || buckets.length !== 1 || plain.some((column) => column === null || !own.has(column)))
    return null;
  const filters = distinct(shape.equalities.map(({ column }) => column)).filter(
    (column) => own.has(column) && column !== timeColumn,
  );
  const groupBy = distinct([...plain.flatMap((column) => column ?? []), ...filters]).filter(
    (column) => column !== timeColumn,
  );
  const inBuckets = new Set([...groupBy, timeColumn]);
  // A condition on any other column needs the rows.
  if (shape.conditionColumns.some(({ column }) => own.has(column) && !inBuckets.has(column))) return null;
  const calls = shape.targets.map(({ expression }) => {
    const column = columnName(expression);
    return bucketOf(expression) || (column !== null && inBuckets.has(column)) ? [] : callOf(expression, own);
  });
  if (calls.some((call) => call === null)) return null;
  const found = calls.flatMap((call) => call ?? []);
  return found.length === 0 ? null : { groupBy, filters, calls: found, bucket };
}

const distinct = (names: readonly string[]) => [...new Set(names)].sort();

const columnName = (expression: Expression) => (expression.kind === 'column' ? expression.column : null);

/** `time_bucket(width, time)` or `date_trunc(unit, time)`; with an origin or a time zone it is another grid. */
function bucketAt(expression: Expression, timeColumn: string): Bucket | null {
  if (expression.kind !== 'call' || !/^(time_bucket|date_trunc)$/.test(expression.name)) return null;
  const [width, time, ...others] = expression.parameters;
  if (width?.kind !== 'value' || !time || others.length > 0 || columnName(time) !== timeColumn) return null;
  const isDateTrunc = expression.name === 'date_trunc';
  if (width.text === null) return { seconds: null, calendar: null, isUnknown: true, isDateTrunc };
  const seconds = intervalSeconds(width.text);
  const calendar = seconds === null ? calendarWidth(width.text) : null;
  // Neither: not understood, and not to be guessed.
  return seconds === null && calendar === null ? null : { seconds, calendar, isUnknown: false, isDateTrunc };
}

function callOf(expression: Expression, own: ReadonlySet<string>): AggregateCall[] | null {
  if (expression.kind !== 'call' || !expression.isPlain || !isAggregateFunction(expression.name)) return null;
  const { name, parameters, isOfRows } = expression;
  if (isOfRows) return name === 'count' ? [{ function: name, columns: [] }] : null;
  const columns = parameters.flatMap((one) => columnName(one) ?? []);
  const isKnown = columns.length > 0 && columns.length === parameters.length;
  return isKnown && columns.every((column) => own.has(column)) ? [{ function: name, columns }] : null;
}
