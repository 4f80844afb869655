import type { Row } from '@/lib/collect/snapshot';
import type { ColumnReference } from '@/lib/grammar/expression';
import type { QueryShape } from '@/lib/grammar/statement-shape';
import { isColumnOf, isReferenceTo, shapesOf } from './statement-shapes';

type Statements = readonly Row<'statements'>[];
type Named = Pick<Row<'hypertables'>, 'schema' | 'name'>;

/** What statements ask of one column, since their counters began. */
export interface ColumnUse {
  /** In statements that ask for one value of it, or for a list of values. */
  readonly filterSeconds: number;
  readonly filterCalls: number;
  /** In statements that group by it, or whose order begins with it. */
  readonly togetherSeconds: number;
  readonly togetherCalls: number;
}

/** How the statements of pg_stat_statements use the columns of one hypertable. */
export interface HypertableUse {
  /** Of all of them that read it or change rows of it; what only adds rows is none of them. */
  readonly statements: number;
  readonly calls: number;
  readonly seconds: number;
  readonly columns: ReadonlyMap<string, ColumnUse>;
}

type Tally = { -readonly [Name in keyof ColumnUse]: ColumnUse[Name] };

/** Null when no statement that is kept reads or changes the hypertable. */
export function hypertableUse(
  hypertable: Named,
  hypertables: readonly Named[],
  statements: Statements,
): HypertableUse | null {
  const uses = new Map<string, Tally>();
  const sum = { statements: 0, calls: 0, seconds: 0 };
  const tallyOf = (column: string) => {
    const use = uses.get(column) ?? {
      filterSeconds: 0,
      filterCalls: 0,
      togetherSeconds: 0,
      togetherCalls: 0,
    };
    uses.set(column, use);
    return use;
  };
  for (const [at, shapes] of shapesOf(statements).entries()) {
    const statement = statements[at];
    const own = shapes.flatMap((shape) => ownColumns(shape, hypertable, hypertables) ?? []);
    if (!statement || own.length === 0) continue;
    const { calls, totalSeconds } = statement;
    sum.statements += 1;
    sum.calls += calls;
    sum.seconds += totalSeconds;
    for (const column of new Set(own.flatMap(({ filters }) => filters))) {
      const tally = tallyOf(column);
      tally.filterSeconds += totalSeconds;
      tally.filterCalls += calls;
    }
    for (const column of new Set(own.flatMap(({ together }) => together))) {
      const tally = tallyOf(column);
      tally.togetherSeconds += totalSeconds;
      tally.togetherCalls += calls;
    }
  }
  return sum.statements === 0 ? null : { ...sum, columns: uses };
}

/** The columns of the hypertable that one query filters by, and wants the rows of one value together of; null when it does not read it. */
function ownColumns(
  shape: QueryShape,
  hypertable: Named,
  hypertables: readonly Named[],
): { filters: string[]; together: string[] } | null {
  if (shape.verb === 'insert') return null;
  const own = shape.relations.find((relation) => isReferenceTo(relation, hypertable, hypertables));
  if (!own) return null;
  const isOwn = (column: ColumnReference) => isColumnOf(column, own, shape);
  const [first] = shape.orderBy;
  const together = [...(shape.groupBy ?? []), ...(first ? [first.expression] : [])];
  return {
    filters: shape.equalities.filter(isOwn).map(({ column }) => column),
    together: together.flatMap((one) => (one.kind === 'column' && isOwn(one) ? one.column : [])),
  };
}
