import type { Row } from '@/lib/collect/snapshot';
import { FULL_BATCH_ROWS, LEAST_BATCH_ROWS } from '@/lib/derive/batch-fill';
import { count, counted } from '@/lib/format/count';
import type { ColumnOrder } from '@/lib/sql/columnstore';
import type { Confidence } from '../../rule';

/** Runs of so many equal values are worth sorting by, although they would be poor segments. */
const LEAST_RUN_ROWS = 10;
/** Measurements, instants and documents: queries do not ask for one value of them, or they cannot be compared. */
const NO_SEGMENT_TYPE =
  /^(double precision|real|numeric|money|timestamp|date|time|interval|jsonb?|xml|bytea|tsvector|point|box|circle|line|lseg|path|polygon|geometry|geography)\b|\[\]$/;

type Column = Row<'hypertableColumns'>;

export interface SegmentByChoice {
  /** One column at most: every further one divides the batches again. */
  readonly segmentBy: readonly string[];
  readonly orderBy: readonly ColumnOrder[];
  readonly confidence: Confidence;
  /** Why, in words and numbers; a whole sentence. */
  readonly basis: string;
}

interface Candidate {
  readonly column: Column;
  /** Rows of one value in a typical chunk. */
  readonly rows: number;
}

/**
 * The columns to segment and to order a columnstore by, as far as indexes and statistics tell: queries filter by what
 * leads an index, and a unique index names the series, as TimescaleDB's own defaults assume; of those the most
 * selective that still fills batches. Without statistics it segments by nothing, which never is a disaster.
 */
export function chooseSegmentBy(
  { timeColumn }: Pick<Row<'hypertables'>, 'timeColumn'>,
  columns: readonly Column[],
  rowsPerChunk: number | null,
): SegmentByChoice {
  const byTime: ColumnOrder = { column: timeColumn, descending: true };
  const indexed = columns.filter((column) => column.name !== timeColumn && isIndexedSeries(column));
  if (indexed.length === 0)
    return {
      segmentBy: [],
      orderBy: [byTime],
      confidence: 'low',
      basis: 'No index says which column queries filter by, so there is nothing to segment by.',
    };
  if (rowsPerChunk === null || indexed.every(({ distinctValues }) => distinctValues === null))
    return {
      segmentBy: [],
      orderBy: [byTime],
      confidence: 'low',
      basis: `How many values ${listed(indexed)} ${indexed.length === 1 ? 'has' : 'have'} is not known: ANALYZE the hypertable itself, which autovacuum never does, and let this role SELECT from it.`,
    };
  const candidates = indexed.flatMap((column) => candidateOf(column, rowsPerChunk)).sort(byUsefulness);
  const [best] = candidates;
  if (best && best.rows >= LEAST_BATCH_ROWS)
    return {
      segmentBy: [best.column.name],
      orderBy: [byTime],
      confidence: 'medium',
      basis: `${described(best)}: enough for ${best.rows >= FULL_BATCH_ROWS ? 'full batches' : `batches of ${LEAST_BATCH_ROWS} rows or more`}.`,
    };
  if (best && best.rows >= LEAST_RUN_ROWS)
    return {
      segmentBy: [],
      orderBy: [{ column: best.column.name, descending: false }, byTime],
      confidence: 'medium',
      basis: `${described(best)}: too few for a segment, so it leads the order instead.`,
    };
  return {
    segmentBy: [],
    orderBy: [byTime],
    confidence: 'medium',
    basis: `No indexed column has ${LEAST_BATCH_ROWS} rows for each of its values in a chunk of ${count(Math.round(rowsPerChunk))} rows; segments of fewer make the columnstore larger and slower.`,
  };
}

function isIndexedSeries({ type, leadsIndex, isUniqueAlone, isUniqueTogether }: Column): boolean {
  return (leadsIndex || isUniqueTogether) && !isUniqueAlone && !NO_SEGMENT_TYPE.test(type);
}

/** A column with a single value segments nothing. */
function candidateOf(column: Column, rowsPerChunk: number): Candidate[] {
  const { distinctValues: distinct } = column;
  if (distinct === null || distinct === 0 || distinct === 1) return [];
  // A negative number is a share of the rows: then a value has so few rows in the whole table.
  return [{ column, rows: distinct > 0 ? rowsPerChunk / distinct : -1 / distinct }];
}

/** Full batches first; among them the most selective column, among the others the fullest. */
function byUsefulness(a: Candidate, b: Candidate): number {
  const isFull = ({ rows }: Candidate) => rows >= FULL_BATCH_ROWS;
  if (isFull(a) !== isFull(b)) return isFull(a) ? -1 : 1;
  return (isFull(a) ? a.rows - b.rows : b.rows - a.rows) || a.column.position - b.column.position;
}

const described = ({ column: { name, leadsIndex, distinctValues }, rows }: Candidate) =>
  `${name} ${leadsIndex ? 'leads an index' : 'is part of a unique index'} and has ${counted(distinctValues, 'value')}, about ${counted(Math.round(rows), 'row')} of each in a chunk`;

const listed = (columns: readonly Column[]) => columns.map(({ name }) => name).join(', ');
