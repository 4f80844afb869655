import { type SqlToken, sqlTokens } from './sql-tokens';

export interface RelationReference {
  /** Null where the text leaves it to the search path. */
  readonly schema: string | null;
  readonly name: string;
  /** What its columns may be qualified by. */
  readonly alias: string;
}

export interface ColumnReference {
  /** The alias that it is qualified by; null without one. */
  readonly alias: string | null;
  readonly column: string;
}

/** One SELECT, UPDATE or DELETE of a statement, nested ones included. */
export interface QueryShape {
  /** What it reads or changes; null where that is a subquery, a function or a common table expression. */
  readonly relations: readonly (RelationReference | null)[];
  /** Columns that a row must have one given value, or one of a given list, to pass. */
  readonly equalities: readonly ColumnReference[];
  /** Columns that a row must have a value in a range of to pass. */
  readonly ranges: readonly ColumnReference[];
  /** Its conditions, as tokens. */
  readonly where: readonly SqlToken[];
  /** The expressions of its list, as tokens, their aliases cut off; empty but for SELECT. */
  readonly targets: readonly Target[];
  /** The expressions that it groups by; null where it groups in another way, such as by grouping sets. */
  readonly groupBy: readonly (readonly SqlToken[])[] | null;
  /** DISTINCT, HAVING, windows, joins of its list with others: what an aggregate of its own cannot stand in for. */
  readonly isPlain: boolean;
}

export interface Target {
  readonly tokens: readonly SqlToken[];
  readonly alias: string | null;
}

const CLAUSES = new Set([
  'from',
  'where',
  'group',
  'having',
  'window',
  'order',
  'limit',
  'offset',
  'fetch',
  'for',
  'returning',
  'union',
  'intersect',
  'except',
  'set',
  'using',
  'on',
]);
const JOINS = new Set(['join', 'inner', 'left', 'right', 'full', 'outer', 'cross', 'natural']);

/**
 * What the queries of a statement read, filter and group by, as far as its text tells without a grammar: what is not
 * understood is left out, never guessed.
 */
export function queryShapes(text: string): QueryShape[] {
  const tokens = sqlTokens(text);
  const common = commonTableNames(tokens);
  return tokens.flatMap((token, at) => {
    const isVerb = token.kind === 'word' && /^(select|update|delete)$/.test(token.text);
    // FOR UPDATE, ON CONFLICT DO UPDATE, ON DELETE begin nothing.
    if (!isVerb || /^(for|do|on|key)$/.test(tokens[at - 1]?.text ?? '')) return [];
    return [shapeOf(token.text, bodyOf(tokens, at), common)];
  });
}

/** Up to where its parenthesis closes, the next query of a UNION begins, or the statement ends. */
function bodyOf(tokens: readonly SqlToken[], at: number): readonly SqlToken[] {
  const depth = tokens[at]?.depth ?? 0;
  const rest = tokens.slice(at + 1);
  const end = rest.findIndex(
    (token) =>
      token.depth < depth ||
      (token.depth === depth && (isSymbol(token, ';') || /^(union|intersect|except)$/.test(wordOf(token)))),
  );
  return end === -1 ? rest : rest.slice(0, end);
}

function shapeOf(verb: string, body: readonly SqlToken[], common: ReadonlySet<string>): QueryShape {
  const depth = Math.min(...body.map((token) => token.depth), Number.POSITIVE_INFINITY);
  const clauses = clausesOf(body, depth);
  const from = [
    ...(verb === 'update' ? (clauses.get('') ?? []) : []),
    ...(clauses.get('from') ?? []),
    ...(clauses.get('using') ?? []),
  ];
  const where = clauses.get('where') ?? [];
  const list = verb === 'select' ? (clauses.get('') ?? []) : [];
  const targets = splitAt(list, depth, ',').map(targetOf);
  const group = clauses.get('group');
  return {
    relations: relationsOf(from, depth, common),
    equalities: conditionsOf(where, depth, equalityOf),
    ranges: conditionsOf(where, depth, rangeOf),
    where,
    targets,
    groupBy: group ? groupingOf(group, depth, targets) : [],
    isPlain:
      !clauses.has('having') &&
      !clauses.has('window') &&
      wordOf(list[0]) !== 'distinct' &&
      !list.some((token) => /^(over|filter|within)$/.test(wordOf(token))),
  };
}

/** Tokens by the clause that they stand in; those before the first clause under the empty name. */
function clausesOf(body: readonly SqlToken[], depth: number): Map<string, SqlToken[]> {
  const clauses = new Map<string, SqlToken[]>([['', []]]);
  let name = '';
  for (const [at, token] of body.entries()) {
    const word = token.depth === depth ? wordOf(token) : '';
    // IS DISTINCT FROM; and ON and SET belong to a clause, they begin none that is looked at.
    if (CLAUSES.has(word) && !(word === 'from' && wordOf(body[at - 1]) === 'distinct')) {
      if (word === 'on' || (word === 'using' && name === 'from')) {
        clauses.get(name)?.push(token);
        continue;
      }
      name = word;
      clauses.set(name, clauses.get(name) ?? []);
    } else clauses.get(name)?.push(token);
  }
  return clauses;
}

function relationsOf(
  from: readonly SqlToken[],
  depth: number,
  common: ReadonlySet<string>,
): (RelationReference | null)[] {
  const unconditioned = splitAt(from, depth, ',').flatMap((item) => joinedItems(item, depth));
  return unconditioned.filter(({ length }) => length > 0).map((item) => relationOf(item, common));
}

/** What JOIN puts side by side, without the conditions of the joins. */
function joinedItems(tokens: readonly SqlToken[], depth: number): SqlToken[][] {
  const items: SqlToken[][] = [[]];
  let isCondition = false;
  for (const token of tokens) {
    const word = token.depth === depth ? wordOf(token) : '';
    if (JOINS.has(word)) {
      isCondition = false;
      if (word === 'join') items.push([]);
    } else if (/^(on|using)$/.test(word)) isCondition = true;
    else if (!isCondition) items.at(-1)?.push(token);
  }
  return items;
}

function relationOf(tokens: readonly SqlToken[], common: ReadonlySet<string>): RelationReference | null {
  const item = tokens.filter((token, at) => !(at < 2 && /^(only|lateral)$/.test(wordOf(token))));
  const [first, dot, second] = item;
  if (!first || !isName(first)) return null;
  const isQualified = isSymbol(dot, '.') && second !== undefined && isName(second);
  const after = item.slice(isQualified ? 3 : 1).filter((token) => !isSymbol(token, '*'));
  if (isSymbol(after[0], '(')) return null;
  const name = isQualified ? second.text : first.text;
  if (!isQualified && common.has(name)) return null;
  const alias = after.find((token) => isName(token) && wordOf(token) !== 'as');
  return { schema: isQualified ? first.text : null, name, alias: alias?.text ?? name };
}

/** Names that `WITH` gives to queries. */
function commonTableNames(tokens: readonly SqlToken[]): ReadonlySet<string> {
  if (!tokens.some((token) => wordOf(token) === 'with')) return new Set();
  return new Set(
    tokens.flatMap((token, at) => {
      const next = tokens.slice(at + 1, at + 5).filter((one) => !/^(not|materialized)$/.test(wordOf(one)));
      return isName(token) && wordOf(next[0]) === 'as' && isSymbol(next[1], '(') ? [token.text] : [];
    }),
  );
}

type Reading = (condition: readonly SqlToken[], depth: number) => ColumnReference | null;

/** Columns of conditions that must all hold; an OR makes none of them a must. */
function conditionsOf(where: readonly SqlToken[], depth: number, read: Reading): ColumnReference[] {
  if (where.some((token) => token.depth === depth && wordOf(token) === 'or')) return [];
  return splitAt(where, depth, 'and').flatMap((condition) => {
    const inner = unwrapped(condition);
    if (inner !== condition) return conditionsOf(inner, depth + 1, read);
    return read(condition, depth) ?? [];
  });
}

/** `column >= anything`, `column BETWEEN anything`, or the other way round. */
function rangeOf(condition: readonly SqlToken[], depth: number): ColumnReference | null {
  const at = condition.findIndex(
    (token) =>
      token.depth === depth &&
      (wordOf(token) === 'between' || (token.kind === 'symbol' && /^[<>]=?$/.test(token.text))),
  );
  if (at === -1) return null;
  return columnOf(condition.slice(0, at)) ?? columnOf(condition.slice(at + 1));
}

/** `column = $1`, `$1 = column`, `column = ANY ($1)`, `column IN ($1, …)`. */
function equalityOf(condition: readonly SqlToken[], depth: number): ColumnReference | null {
  const at = condition.findIndex(
    (token) => token.depth === depth && (isSymbol(token, '=') || wordOf(token) === 'in'),
  );
  if (at === -1) return null;
  const [left, right] = [condition.slice(0, at), condition.slice(at + 1)];
  const column = columnOf(left);
  if (column) return isGiven(right) ? column : null;
  return isSymbol(condition[at], '=') && isGiven(left) ? columnOf(right) : null;
}

/** `column` or `alias.column`, with casts; nothing else. */
export function columnOf(tokens: readonly SqlToken[]): ColumnReference | null {
  const cast = tokens.findIndex((token) => isSymbol(token, '::'));
  const parts = unwrapped(cast === -1 ? tokens : tokens.slice(0, cast));
  const names = parts.filter((token) => !isSymbol(token, '.'));
  const isPath = parts.every((token, at) => (at % 2 === 0 ? isName(token) : isSymbol(token, '.')));
  const [column, alias] = [names.at(-1), names.at(-2)];
  if (!isPath || !column || names.length > 3) return null;
  return { alias: alias?.text ?? null, column: column.text };
}

/** Values that are known before a row is read: parameters and literals, in casts, lists and ANY. */
function isGiven(tokens: readonly SqlToken[]): boolean {
  return (
    tokens.some((token) => token.kind === 'parameter' || token.kind === 'literal') &&
    tokens.every((token, at) => {
      if (token.kind === 'parameter' || token.kind === 'literal') return true;
      if (token.kind === 'symbol') return /^(\(|\)|\[|\]|,|::|-|\.)$/.test(token.text);
      // Types of casts, and what makes a list.
      return /^(any|array|null|interval|timestamp|date|text)$/.test(wordOf(token)) || isInCast(tokens, at);
    })
  );
}

function isInCast(tokens: readonly SqlToken[], at: number): boolean {
  const start = tokens.slice(0, at).findLastIndex((token) => isSymbol(token, '::'));
  return (
    start !== -1 && tokens.slice(start + 1, at + 1).every((token) => isName(token) || isSymbol(token, '.'))
  );
}

function targetOf(tokens: readonly SqlToken[]): Target {
  const [last, before] = [tokens.at(-1), tokens.at(-2)];
  if (last && isName(last) && wordOf(before) === 'as')
    return { tokens: tokens.slice(0, -2), alias: last.text };
  const isBare = last && isName(last) && before && (isSymbol(before, ')') || before.kind === 'parameter');
  return isBare ? { tokens: tokens.slice(0, -1), alias: last.text } : { tokens, alias: null };
}

/** What it groups by, ordinals and aliases replaced by what they stand for. */
function groupingOf(
  group: readonly SqlToken[],
  depth: number,
  targets: readonly Target[],
): (readonly SqlToken[])[] | null {
  const list = group.slice(1);
  if (
    list.some((token) => token.depth === depth && /^(grouping|rollup|cube|all|distinct)$/.test(wordOf(token)))
  )
    return null;
  return splitAt(list, depth, ',').map((expression) => {
    const [only] = expression;
    if (!only || expression.length > 1) return expression;
    if (/^\d+$/.test(only.text)) return targets[Number(only.text) - 1]?.tokens ?? expression;
    return targets.find(({ alias }) => alias === only.text && isName(only))?.tokens ?? expression;
  });
}

/** Parts between separators of that depth; AND inside of BETWEEN … AND separates nothing. */
export function splitAt(tokens: readonly SqlToken[], depth: number, separator: ',' | 'and'): SqlToken[][] {
  const parts: SqlToken[][] = [[]];
  let isBetween = false;
  for (const token of tokens) {
    const isHere = token.depth === depth;
    if (isHere && wordOf(token) === 'between') isBetween = true;
    if (isHere && token.text === separator && token.kind !== 'quoted') {
      if (isBetween && separator === 'and') {
        isBetween = false;
        parts.at(-1)?.push(token);
      } else parts.push([]);
    } else parts.at(-1)?.push(token);
  }
  return parts.filter(({ length }) => length > 0);
}

/** Without the parentheses around all of it; the same list where there are none. */
function unwrapped(tokens: readonly SqlToken[]): readonly SqlToken[] {
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (!first || !last || !isSymbol(first, '(') || !isSymbol(last, ')')) return tokens;
  const isWhole = tokens.slice(1, -1).every(({ depth }) => depth > first.depth);
  return isWhole ? tokens.slice(1, -1) : tokens;
}

const RESERVED =
  /^(and|or|not|is|null|like|ilike|between|case|when|then|else|end|exists|select|where|true|false)$/;
export const wordOf = (token: SqlToken | undefined): string => (token?.kind === 'word' ? token.text : '');
export const isSymbol = (token: SqlToken | undefined, text: string): boolean =>
  token?.kind === 'symbol' && token.text === text;
export const isName = (token: SqlToken): boolean =>
  token.kind === 'quoted' || (token.kind === 'word' && !RESERVED.test(token.text));
