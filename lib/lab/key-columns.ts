import type { Row } from '@/lib/collect/snapshot';
import type { HypertableUse } from '@/lib/derive/column-use';
import { isSeriesType } from '@/lib/rules/shared/columnstore/segmentby-choice';
import type { FilterShape } from './filter-shapes';

/** More would make the sample thinner and the candidates many. */
const MOST_KEYS = 4;
/** Beyond it nearly every row has a value of its own: there is no series to keep together. */
const MOST_DISTINCT_RATIO = 0.2;
/** Text with more values is rather a message than a name. */
const MOST_NAMES = 10_000;

/** Signs that a column names the series that a row belongs to; the strongest first. */
const WEIGHT = {
  filtered: 8,
  together: 5,
  inEffect: 4,
  leadsIndex: 4,
  uniqueTogether: 3,
  isName: 2,
  isCode: 1,
};
/** As for the rules: less of the time is no reason to lay rows out by a column. */
const LEAST_USE_RATIO = 0.1;

/** A column worth segmenting by, or leading the order with. */
export interface KeyColumn {
  readonly name: string;
  /** In a chunk of `rows`; null where statistics do not tell. */
  readonly valuesPerChunk: number | null;
}

/** What statements say; of their use null where none were read. */
export interface WorkloadSigns {
  readonly shapes: readonly FilterShape[];
  readonly use: HypertableUse | null;
}

/** The columns that candidates are made of, the most useful first. */
export function keyColumns(
  columns: readonly Row<'hypertableColumns'>[],
  inEffect: readonly string[],
  timeColumn: string,
  { shapes, use }: WorkloadSigns,
  rowsPerChunk: number,
): KeyColumn[] {
  return columns
    .filter(({ name, type, isUniqueAlone }) => name !== timeColumn && isSeriesType(type) && !isUniqueAlone)
    .map((column) => ({ column, values: valuesPerChunk(column, rowsPerChunk) }))
    .filter(({ values }) => values === null || (values > 1 && values <= MOST_DISTINCT_RATIO * rowsPerChunk))
    .map(({ column, values }) => ({
      column,
      values,
      weight: weightOf(column, values, inEffect, { shapes, use }),
    }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.column.position - b.column.position)
    .slice(0, MOST_KEYS)
    .map(({ column: { name }, values }) => ({ name, valuesPerChunk: values }));
}

/** Statistics count the values of the whole hypertable; a share of the rows grows with them. */
function valuesPerChunk({ distinctValues }: Row<'hypertableColumns'>, rowsPerChunk: number): number | null {
  if (distinctValues === null || distinctValues === 0) return null;
  return distinctValues > 0 ? Math.min(distinctValues, rowsPerChunk) : -distinctValues * rowsPerChunk;
}

function weightOf(
  { name, type, leadsIndex, isUniqueTogether }: Row<'hypertableColumns'>,
  values: number | null,
  inEffect: readonly string[],
  { shapes, use }: WorkloadSigns,
): number {
  const isTogether =
    use !== null &&
    (use.columns.get(name)?.togetherSeconds ?? 0) >= LEAST_USE_RATIO * Math.max(use.seconds, 1e-9);
  const isFiltered = shapes.some(({ origin, equals }) => origin === 'statements' && equals.includes(name));
  const isFew = values !== null && values <= MOST_NAMES;
  return (
    (isFiltered ? WEIGHT.filtered : 0) +
    (isTogether ? WEIGHT.together : 0) +
    (inEffect.includes(name) ? WEIGHT.inEffect : 0) +
    (leadsIndex ? WEIGHT.leadsIndex : 0) +
    (isUniqueTogether ? WEIGHT.uniqueTogether : 0) +
    (isFew && /^(text|character|name|uuid|"char"|boolean)/.test(type) ? WEIGHT.isName : 0) +
    (isFew && /^(smallint|integer|bigint)/.test(type) ? WEIGHT.isCode : 0)
  );
}
