import type { Row } from '@/lib/collect/snapshot';
import { isColumnOf, isReferenceTo, shapesOf } from '@/lib/derive/statement-shapes';
import type { ColumnReference } from '@/lib/grammar/expression';
import type { QueryShape } from '@/lib/grammar/statement-shape';

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
 * The filters that cost this database the most time, as far as the texts of pg_stat_statements tell: columns of the
 * hypertable that a query asks for one value, or a few, of, and whether it asks for a stretch of time.
 */
export function filterShapes(
  hypertable: Pick<Row<'hypertables'>, 'schema' | 'name' | 'timeColumn'>,
  hypertables: readonly Pick<Row<'hypertables'>, 'schema' | 'name'>[],
  statements: readonly Row<'statements'>[],
): FilterShape[] {
  const found = new Map<string, { shape: FilterShape; seconds: number }>();
  for (const [at, queries] of shapesOf(statements).entries()) {
    const statement = statements[at];
    const asked = queries.flatMap((query) => askedOf(query, hypertable, hypertables) ?? [])[0];
    if (!statement || !asked) continue;
    const key = JSON.stringify(asked);
    const known = found.get(key);
    const calls = (known?.shape.calls ?? 0) + statement.calls;
    const seconds = (known?.seconds ?? 0) + statement.totalSeconds;
    found.set(key, { shape: { ...asked, origin: 'statements', calls }, seconds });
  }
  return [...found.values()]
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, MOST_SHAPES)
    .map(({ shape }) => shape);
}

/** What one SELECT asks of the hypertable; null where it reads something else, or changes rows. */
function askedOf(
  query: QueryShape,
  hypertable: Pick<Row<'hypertables'>, 'schema' | 'name' | 'timeColumn'>,
  hypertables: readonly Pick<Row<'hypertables'>, 'schema' | 'name'>[],
): Pick<FilterShape, 'equals' | 'byTime'> | null {
  const relation = query.relations.find((one) => isReferenceTo(one, hypertable, hypertables));
  if (!relation || query.verb !== 'select') return null;
  const own = (references: readonly ColumnReference[]) =>
    references.filter((one) => isColumnOf(one, relation, query)).map(({ column }) => column);
  const { timeColumn } = hypertable;
  const equals = own(query.equalities);
  return {
    equals: [...new Set(equals.filter((column) => column !== timeColumn))].sort(),
    byTime: [...equals, ...own(query.ranges)].includes(timeColumn),
  };
}

/** One series over a stretch of time, for the likeliest columns, and all series over one. */
export function assumedShapes(keys: readonly string[]): FilterShape[] {
  const assumed = { byTime: true, origin: 'assumed', calls: null } as const;
  const ofSeries = keys.slice(0, MOST_SHAPES - 1).map((key) => ({ ...assumed, equals: [key] }));
  return [...ofSeries, { ...assumed, equals: [] }];
}
