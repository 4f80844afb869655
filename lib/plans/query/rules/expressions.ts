import { count } from '@/lib/format/count';
import { readsBatches } from '../chunk-name';
import { castOf, comparisons, functionOf, isFixed } from '../conditions';
import { nodeWords } from '../node-words';
import type { PlanNode } from '../plan';
import { textField, totalField } from '../plan-field';
import { columnTypes } from '../table-of-node';
import { nodeRule, type PlanFinding, type PlanRule } from './plan-rule';

/** Rows that are thrown away below which no index would be noticed. Proposed. */
const FEWEST_REMOVED = 1_000;

const FACTS = { removedRows: 'Rows thrown away, over all loops' };

/** The condition of a table read as a whole, where it throws rows away or, without ANALYZE, is there at all. */
function filterOf(node: PlanNode): string | null {
  if (node.type !== 'Seq Scan' || readsBatches(node.fields)) return null;
  if (node.loops !== null && totalField(node, 'Rows Removed by Filter') < FEWEST_REMOVED) return null;
  if (node.loops === null && node.cost < FEWEST_REMOVED) return null;
  return textField(node.fields, 'Filter');
}

function found(node: PlanNode, title: string, detail: string): PlanFinding {
  return {
    nodes: [node],
    severity: 'notice',
    confidence: 'medium',
    title,
    detail,
    facts: { removedRows: node.loops === null ? null : totalField(node, 'Rows Removed by Filter') },
  };
}

export const functionOnColumn: PlanRule = nodeRule({
  id: 'plan/function-on-column',
  title: 'A function around a column keeps its index from being used',
  why: 'An index holds the values of the column, not those of the function. Compare the column itself, or index the expression.',
  source: 'https://www.postgresql.org/docs/current/indexes-expressional.html',
  facts: FACTS,
  alsoUnrun: true,
  checkNode(node) {
    const hit = comparisons(filterOf(node) ?? '').find(
      ({ left, right }) => functionOf(left) !== null && isFixed(right),
    );
    const call = hit && functionOf(hit.left);
    return call
      ? found(
          node,
          `${nodeWords(node)}: ${call.name}() is computed for every row`,
          `${hit.text} cannot use an index on ${call.column}. ${/^date|^extract|^to_char/.test(call.name) ? 'Compare the column with the ends of the range instead.' : `An index on the expression ${hit.left} can; the function has to be IMMUTABLE.`}`,
        )
      : null;
  },
});

export const castOnColumn: PlanRule = nodeRule({
  id: 'plan/cast-on-column',
  title: 'A column is cast for the comparison, so that its index is not used',
  why: 'The value compared with has another type, and PostgreSQL casts the column to it, row by row. Give the value the type of the column.',
  source: 'https://www.postgresql.org/docs/current/typeconv-oper.html',
  facts: FACTS,
  alsoUnrun: true,
  checkNode(node, _plan, { snapshot }) {
    const filter = filterOf(node);
    if (filter === null) return null;
    const types = columnTypes(node, snapshot);
    const typeOf = (name: string) => types.get(name) ?? null;
    const hit = comparisons(filter).find(
      ({ left, right }) => castOf(left, typeOf) !== null && isFixed(right),
    );
    const cast = hit && castOf(hit.left, typeOf);
    return cast
      ? found(
          node,
          `${nodeWords(node)}: ${cast.column} is cast to ${cast.type}`,
          `${hit.text} cannot use an index on ${cast.column}. Pass the value as ${typeOf(cast.column) ?? 'the type of the column'}: drivers send numbers as numeric and dates as timestamps where they are not told.`,
        )
      : null;
  },
});

/** `~~ '%x'`: LIKE that begins with any text. */
const LEADING = /^'[%_]/;

export const leadingWildcard: PlanRule = nodeRule({
  id: 'plan/wildcard-leading',
  title: 'A pattern that begins with a wildcard reads everything',
  why: 'A B-tree finds text by its beginning. An index of trigrams (pg_trgm) finds it by any part.',
  source: 'https://www.postgresql.org/docs/current/pgtrgm.html',
  facts: FACTS,
  alsoUnrun: true,
  checkNode(node) {
    const hit = comparisons(filterOf(node) ?? '').find(
      ({ operator, right }) => operator.startsWith('~~') && LEADING.test(right),
    );
    return hit
      ? found(
          node,
          `${nodeWords(node)}: a pattern begins with a wildcard`,
          `${hit.left} is compared with a pattern that begins with % or _. With the extension pg_trgm a GIN index USING gin (${hit.left} gin_trgm_ops) finds it; full text search is another way.`,
        )
      : null;
  },
});

/** Branches of one bitmap from which on a list or a UNION reads better. Proposed. */
const MOST_BRANCHES = 5;

export const orCondition: PlanRule = nodeRule({
  id: 'plan/or-condition',
  title: 'Alternatives in a condition',
  why: 'An OR over different columns can use an index only when each branch has one, and then as one bitmap for each branch. A UNION of statements, or = ANY for one column, is often faster.',
  source: 'https://www.postgresql.org/docs/current/indexes-bitmap-scans.html',
  facts: { branches: 'Branches of the bitmap', ...FACTS },
  alsoUnrun: true,
  checkNode(node) {
    const branches = node.type === 'BitmapOr' ? node.children.length : 0;
    const filter = filterOf(node);
    const isFilter = filter !== null && comparisons(filter).length === 0 && / OR /.test(filter);
    if (branches < MOST_BRANCHES && !isFilter) return null;
    return {
      ...found(
        node,
        isFilter
          ? `${nodeWords(node)} reads everything for alternatives`
          : `A bitmap of ${count(branches)} branches`,
        isFilter
          ? `${filter} has no index for one of its branches. Give each branch an index, or split the statement with UNION.`
          : 'Each branch is an index scan of its own. Alternatives of one column are cheaper as = ANY (ARRAY[…]).',
      ),
      facts: {
        branches: branches || null,
        removedRows: node.loops === null ? null : totalField(node, 'Rows Removed by Filter'),
      },
    };
  },
});
