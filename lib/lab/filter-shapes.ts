import type { Row } from '@/lib/collect/snapshot';

/** What a query asks for, without its values: single values of some columns, and a stretch of time or not. */
export interface FilterShape {
  readonly equals: readonly string[];
  readonly byTime: boolean;
  /** Where it comes from: the user's own statements, or, where there are none, what series are usually asked for. */
  readonly origin: 'statements' | 'assumed';
  /** How often it was asked; null when assumed. */
  readonly calls: number | null;
}

const MOST_SHAPES = 3;

/**
 * The filters that cost this database the most time, as far as a look at the texts in pg_stat_statements tells:
 * comparisons of the hypertable's columns with parameters. A statement of several tables may hide some.
 */
export function filterShapes(
  { schema, name, timeColumn }: Pick<Row<'hypertables'>, 'schema' | 'name' | 'timeColumn'>,
  columns: readonly string[],
  statements: readonly Row<'statements'>[],
): FilterShape[] {
  const reads = new RegExp(
    `\\b(?:from|join)\\s+(?:only\\s+)?(?:${word(schema)}\\s*\\.\\s*)?${word(name)}`,
    'i',
  );
  const shapes = new Map<string, { shape: FilterShape; seconds: number }>();
  for (const { query, calls, totalSeconds } of statements) {
    if (query === null || !/^\s*(?:\/\*.*?\*\/\s*)*(?:select|with)\b/is.test(query) || !reads.test(query))
      continue;
    const equals = columns.filter((column) => column !== timeColumn && isEqual(column, query));
    const byTime = isCompared(timeColumn, query);
    const key = JSON.stringify([equals, byTime]);
    const known = shapes.get(key);
    const shape: FilterShape = {
      equals,
      byTime,
      origin: 'statements',
      calls: (known?.shape.calls ?? 0) + calls,
    };
    shapes.set(key, { shape, seconds: (known?.seconds ?? 0) + totalSeconds });
  }
  return [...shapes.values()]
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, MOST_SHAPES)
    .map(({ shape }) => shape);
}

/** One series over a stretch of time, for the likeliest columns, and all series over one. */
export function assumedShapes(keys: readonly string[]): FilterShape[] {
  const assumed = { byTime: true, origin: 'assumed', calls: null } as const;
  const ofSeries = keys.slice(0, MOST_SHAPES - 1).map((key) => ({ ...assumed, equals: [key] }));
  return [...ofSeries, { ...assumed, equals: [] }];
}

const PARAMETER = String.raw`(?:\$\d+|'|-?\d|any\s*\(|\()`;
/** A name, quoted or plain, not as a part of another. */
const word = (name: string) => `(?<![\\w"$])"?${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}"?(?![\\w"$])`;

const isEqual = (column: string, query: string) =>
  new RegExp(`${word(column)}\\s*(?:=\\s*${PARAMETER}|in\\s*\\()`, 'i').test(query);

const isCompared = (column: string, query: string) =>
  new RegExp(`${word(column)}\\s*(?:[<>=]|between\\b)`, 'i').test(query);
