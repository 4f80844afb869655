import type { Row } from '@/lib/collect/snapshot';
import { FULL_BATCH_ROWS, LEAST_BATCH_ROWS } from '@/lib/derive/batch-fill';
import type { HypertableUse } from '@/lib/derive/column-use';
import { count, counted } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import type { ColumnOrder } from '@/lib/sql/columnstore';
import type { Confidence } from '../../rule';

/** Runs of so many equal values are worth sorting by, although they would be poor segments. */
const LEAST_RUN_ROWS = 10;
/** Measurements, instants and documents: queries do not ask for one value of them, or they cannot be compared. */
const NO_SEGMENT_TYPE =
  /^(double precision|real|numeric|money|timestamp|date|time|interval|jsonb?|xml|bytea|tsvector|point|box|circle|line|lseg|path|polygon|geometry|geography)\b|\[\]$/;

/** Fewer calls say nothing about what the rest of them will ask. */
const LEAST_CALLS = 100;
/** A column that less of the time is spent on is no reason to lay rows out by it. */
const LEAST_USE_RATIO = 0.1;

/** Below it TimescaleDB has no index or no statistics to go by. */
const LEAST_OWN_CONFIDENCE = 8;

type Column = Row<'hypertableColumns'>;

/** Whether queries may ask for one value of such a column. */
export const isSeriesType = (type: string) => !NO_SEGMENT_TYPE.test(type);

export interface SegmentByChoice {
  /** One column at most: every further one divides the batches again. */
  readonly segmentBy: readonly string[];
  readonly orderBy: readonly ColumnOrder[];
  readonly confidence: Confidence;
  /** Why, in words and numbers; a whole sentence. */
  readonly basis: string;
}

/** What statements show: the kind of use that speaks for a column, and all of their time. */
interface Shown {
  readonly use: HypertableUse;
  readonly kind: 'filter' | 'together';
}

interface Candidate {
  readonly column: Column;
  /** Rows of one value in a typical chunk. */
  readonly rows: number;
  /** Null where statements say nothing, and indexes speak instead. */
  readonly use: { readonly seconds: number; readonly calls: number } | null;
}

/** What speaks for a column besides its indexes. */
export interface SegmentSigns {
  /** Null when statements were not read, or when none reads the hypertable. */
  readonly use: HypertableUse | null;
  /** What TimescaleDB would choose; null when it was not asked. */
  readonly own: Row<'columnstoreDefaults'> | null;
}

/**
 * The columns to segment and to order a columnstore by, as far as statements, indexes and statistics tell: what
 * pg_stat_statements shows queries to filter by; where they filter by nothing, what they group or order by, whose rows then lie
 * together; where it shows nothing, what leads an index, and a unique index names
 * the series, as TimescaleDB's own defaults assume. Of those the one that most time is spent on, else the most selective
 * that still fills batches. Without statistics it segments by nothing, which never is a disaster.
 */
export function chooseSegmentBy(
  { timeColumn }: Pick<Row<'hypertables'>, 'timeColumn'>,
  columns: readonly Column[],
  rowsPerChunk: number | null,
  { use, own }: SegmentSigns,
): SegmentByChoice {
  const possible = columns.filter((column) => column.name !== timeColumn && isSeries(column));
  const known = use && use.calls >= LEAST_CALLS ? use : null;
  const [shown, series] = shownIn(known, possible) ?? [null, possible.filter(isIndexed)];
  const choice = choiceAmong(series, timeColumn, rowsPerChunk, shown);
  return { ...choice, basis: `${choice.basis}${ownText(choice, own)}` };
}

/** The strongest use that some column has a tenth of the time or more of, and the columns that have it. */
function shownIn(use: HypertableUse | null, possible: readonly Column[]): [Shown, Column[]] | null {
  if (!use) return null;
  for (const kind of ['filter', 'together'] as const) {
    const columns = possible.filter(
      ({ name }) => use.seconds > 0 && spentOn({ use, kind }, name).seconds >= LEAST_USE_RATIO * use.seconds,
    );
    if (columns.length > 0) return [{ use, kind }, columns];
  }
  return null;
}

function spentOn({ use, kind }: Shown, column: string): { seconds: number; calls: number } {
  const found = use.columns.get(column);
  if (!found) return { seconds: 0, calls: 0 };
  return kind === 'filter'
    ? { seconds: found.filterSeconds, calls: found.filterCalls }
    : { seconds: found.togetherSeconds, calls: found.togetherCalls };
}

function choiceAmong(
  series: readonly Column[],
  timeColumn: string,
  rowsPerChunk: number | null,
  shown: Shown | null,
): SegmentByChoice {
  const byTime: ColumnOrder = { column: timeColumn, descending: true };
  const nothing = (confidence: Confidence, basis: string) => ({
    segmentBy: [],
    orderBy: [byTime],
    confidence,
    basis,
  });
  if (series.length === 0)
    return nothing(
      'low',
      'No index and no statement says which column queries filter by, so there is nothing to segment by.',
    );
  if (rowsPerChunk === null || series.every(({ distinctValues }) => distinctValues === null))
    return nothing(
      'low',
      `How many values ${listed(series)} ${series.length === 1 ? 'has' : 'have'} is not known: ANALYZE the hypertable itself, which autovacuum never does, and let this role SELECT from it.`,
    );
  const [best] = series.flatMap((column) => candidateOf(column, rowsPerChunk, shown)).sort(byUsefulness);
  if (best && best.rows >= LEAST_BATCH_ROWS)
    return {
      segmentBy: [best.column.name],
      orderBy: [byTime],
      // What queries ask was seen, and how many values there are was counted; how much groups gain was not.
      confidence: shown?.kind === 'filter' ? 'high' : 'medium',
      basis: `${described(best, shown)}: enough for ${best.rows >= FULL_BATCH_ROWS ? 'full batches' : `batches of ${LEAST_BATCH_ROWS} rows or more`}.`,
    };
  if (best && best.rows >= LEAST_RUN_ROWS)
    return {
      segmentBy: [],
      orderBy: [{ column: best.column.name, descending: false }, byTime],
      confidence: 'medium',
      basis: `${described(best, shown)}: too few for a segment, so it leads the order instead.`,
    };
  return nothing(
    'medium',
    `No ${shown ? `column that statements ${VERBS[shown.kind]} by` : 'indexed column'} has ${LEAST_BATCH_ROWS} rows for each of its values in a chunk of ${count(Math.round(rowsPerChunk))} rows; segments of fewer make the columnstore larger and slower.`,
  );
}

/** What TimescaleDB would do, where it is sure of it and does something else; it counts no rows of a value and sees no statement. */
function ownText({ segmentBy }: SegmentByChoice, own: Row<'columnstoreDefaults'> | null): string {
  if (!own || own.confidence < LEAST_OWN_CONFIDENCE) return '';
  return own.segmentBy.join() === segmentBy.join()
    ? ` TimescaleDB itself would choose the same (confidence ${own.confidence} of 10).`
    : ` TimescaleDB itself would choose ${own.segmentBy.join(', ') || 'nothing'} (confidence ${own.confidence} of 10), by indexes alone.`;
}

function isSeries({ type, isUniqueAlone }: Column): boolean {
  return !isUniqueAlone && isSeriesType(type);
}

const isIndexed = ({ leadsIndex, isUniqueTogether }: Column) => leadsIndex || isUniqueTogether;

const VERBS = { filter: 'filter', together: 'group or order' } as const;

/** A column with a single value segments nothing. */
function candidateOf(column: Column, rowsPerChunk: number, shown: Shown | null): Candidate[] {
  const { distinctValues: distinct } = column;
  if (distinct === null || distinct === 0 || distinct === 1) return [];
  // A negative number is a share of the rows: then a value has so few rows in the whole table.
  const rows = distinct > 0 ? rowsPerChunk / distinct : -1 / distinct;
  return [{ column, rows, use: shown && spentOn(shown, column.name) }];
}

/** Of those that bear a segment what most time is spent on; else full batches first, among them the most selective column, among the others the fullest. */
function byUsefulness(a: Candidate, b: Candidate): number {
  const isFull = ({ rows }: Candidate) => rows >= FULL_BATCH_ROWS;
  const isBearable = ({ rows }: Candidate) => rows >= LEAST_BATCH_ROWS;
  const spent = (b.use?.seconds ?? 0) - (a.use?.seconds ?? 0);
  if (isBearable(a) && isBearable(b) && spent !== 0) return spent;
  if (isFull(a) !== isFull(b)) return isFull(a) ? -1 : 1;
  return (isFull(a) ? a.rows - b.rows : b.rows - a.rows) || a.column.position - b.column.position;
}

function signOf({ column: { leadsIndex }, use }: Candidate, shown: Shown | null): string {
  if (use && shown)
    return `is ${shown.kind === 'filter' ? 'filtered' : 'grouped or ordered'} by in statements that take ${percent(use.seconds / shown.use.seconds)} of the time of those that read it (${counted(use.calls, 'call')})`;
  return leadsIndex ? 'leads an index' : 'is part of a unique index';
}

const described = (candidate: Candidate, shown: Shown | null) =>
  `${candidate.column.name} ${signOf(candidate, shown)} and has ${counted(candidate.column.distinctValues, 'value')}, about ${counted(Math.round(candidate.rows), 'row')} of each in a chunk`;

const listed = (columns: readonly Column[]) => columns.map(({ name }) => name).join(', ');
