import type { Row } from '@/lib/collect/snapshot';
import type { ColumnReference } from '@/lib/grammar/expression';
import { queryShapes } from '@/lib/grammar/read-statement';
import type { QueryShape, RelationReference } from '@/lib/grammar/statement-shape';

type Statements = readonly Row<'statements'>[];
type Named = Pick<Row<'hypertables'>, 'schema' | 'name'>;

/** Some databases' top statements: the same texts come again every minute, and parsing one takes up to a few milliseconds. */
const MOST_KEPT = 500;
const kept = new Map<string, readonly QueryShape[] | null>();

/** Commands of which only the name is kept, as they may carry a secret, and which run no query. */
const COMMAND_ALONE = /^(?:CREATE|ALTER|SET)\b[^/]* … \/\*/;

/** The queries of a statement; null where its text cannot be parsed. */
function keptShapes(text: string): readonly QueryShape[] | null {
  const known = kept.get(text);
  const shapes = known === undefined ? readShapes(text) : known;
  // The one that was asked for last is the last to go.
  kept.delete(text);
  kept.set(text, shapes);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return shapes;
}

const readShapes = (text: string) => (COMMAND_ALONE.test(text) ? [] : queryShapes(text));

const known = new WeakMap<Statements, readonly (readonly QueryShape[])[]>();

/** The queries of each statement, in their order; none of one whose text is hidden or cannot be parsed: see `unreadStatements`. */
export function shapesOf(statements: Statements): readonly (readonly QueryShape[])[] {
  const shapes =
    known.get(statements) ?? statements.map(({ query }) => (query === null ? [] : (keptShapes(query) ?? [])));
  known.set(statements, shapes);
  return shapes;
}

/** How many of the top statements cannot be judged, and the time that they took: hidden, cut off, of a newer grammar. */
export function unreadStatements(statements: Statements): {
  readonly statements: number;
  readonly seconds: number;
} {
  const unread = statements.filter(
    ({ query, isRemainder, isOwn }) =>
      !isRemainder && !isOwn && (query === null || keptShapes(query) === null),
  );
  return {
    statements: unread.length,
    seconds: unread.reduce((sum, { totalSeconds }) => sum + totalSeconds, 0),
  };
}

/** Whether a reference means this hypertable; a name without its schema does where no other hypertable has it. */
export function isReferenceTo(
  reference: QueryShape['relations'][number],
  { schema, name }: Named,
  hypertables: readonly Named[],
): boolean {
  if (reference?.name !== name) return false;
  return reference.schema === null
    ? hypertables.filter((other) => other.name === name).length === 1
    : reference.schema === schema;
}

/** Whether a column is one of this relation; without an alias it is for sure only where the query reads nothing else. */
export function isColumnOf(
  { alias }: ColumnReference,
  relation: RelationReference,
  { relations }: QueryShape,
): boolean {
  return alias === null ? relations.length === 1 : alias === relation.alias;
}
