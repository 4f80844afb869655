/** One comparison of a condition as EXPLAIN prints it: `((t.status)::text = 'paid'::text)`. */
export interface Comparison {
  readonly text: string;
  readonly left: string;
  readonly operator: string;
  readonly right: string;
}

/** The parts of a condition that all must hold. */
export function conjuncts(condition: string): string[] {
  const bare = withoutParentheses(condition);
  const parts = splitAt(bare, ' AND ');
  return parts.length === 1 ? [bare] : parts.flatMap(conjuncts);
}

/** The comparisons among them; `IS NULL`, functions and alternatives are none. */
export function comparisons(condition: string): Comparison[] {
  return conjuncts(condition).flatMap((text) => {
    if (splitAt(text, ' OR ').length > 1) return [];
    const operator = OPERATORS.find((one) => splitAt(text, ` ${one} `).length === 2);
    if (operator === undefined) return [];
    const [left = '', right = ''] = splitAt(text, ` ${operator} `);
    return [{ text, left: withoutParentheses(left), operator, right: withoutParentheses(right) }];
  });
}

const OPERATORS = ['>=', '<=', '<>', '!~~*', '!~~', '~~*', '~~', '=', '>', '<'];

const NAME = '(?:"(?:[^"]|"")+"|[a-zA-Z_][\\w$]*)';
const COLUMN = new RegExp(`^(?:${NAME}\\.)?(${NAME})$`);
const CAST = /^\((.+)\)::(.+)$/;

/** The column that a side of a comparison is, without its table; null for all else. */
export function columnName(side: string): string | null {
  const name = COLUMN.exec(side)?.[1];
  return name === undefined ? null : name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

/** The type of a column as PostgreSQL prints it; null where it is not known. */
export type TypeOf = (column: string) => string | null;

/**
 * The column whose index serves a side of a comparison: it stands there itself, or is a varchar, which is text in all but
 * name: `(status)::text`. On 13 and 18 a cast of every other type to text keeps its index from being used, `char` and `name` too.
 */
export function indexedColumn(side: string, typeOf: TypeOf): string | null {
  const cast = castIn(side);
  if (cast === null) return columnName(side);
  return cast.type === 'text' && isVarchar(typeOf(cast.column)) ? cast.column : null;
}

/** What a column is cast to on its side of a comparison, so that no index on the column itself serves it. */
export function castOf(side: string, typeOf: TypeOf): Cast | null {
  const cast = castIn(side);
  // A domain over text is text as well.
  return cast?.type === 'text' && !NO_TEXT.test(typeOf(cast.column) ?? '') ? null : cast;
}

interface Cast {
  readonly column: string;
  readonly type: string;
}

function castIn(side: string): Cast | null {
  const [, inner, type] = CAST.exec(side) ?? [];
  const column = inner === undefined ? null : columnName(inner);
  return column === null || type === undefined ? null : { column, type };
}

const isVarchar = (type: string | null) => /^character varying\b/.test(type ?? '');

const NO_TEXT =
  /^(?:smallint|integer|bigint|numeric|real|double precision|money|boolean|date|time|timestamp|interval|uuid|inet|cidr|macaddr8?|bit|jsonb?|xml|"char"|name|bpchar|character(?! varying))\b/;

/** The function around a column on its side of a comparison: `lower(email)`, `date_trunc('day'::text, at)`. */
export function functionOf(side: string): { readonly column: string; readonly name: string } | null {
  const [, name, inner] = new RegExp(`^(${NAME}(?:\\.${NAME})?)\\((.*)\\)$`).exec(side) ?? [];
  if (name === undefined || inner === undefined) return null;
  const column = splitAt(inner, ', ')
    .map((argument) => columnName(argument) ?? castIn(argument)?.column ?? null)
    .find((found) => found !== null);
  return column === undefined || column === null ? null : { column, name };
}

/** Whether a side is the same for all rows: a literal, a parameter, the value of an InitPlan, a call without columns. */
export function isFixed(side: string): boolean {
  return /^('|-?\d|\$\d|\(?InitPlan|now\(\)|CURRENT_|ANY \(?'|\(now\(\)|true$|false$)/.test(side);
}

function withoutParentheses(text: string): string {
  const bare = text.trim();
  if (!bare.startsWith('(') || !bare.endsWith(')') || closing(bare) !== bare.length - 1) return bare;
  return withoutParentheses(bare.slice(1, -1));
}

/** Where the parenthesis that a text begins with is closed. */
function closing(text: string): number {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'") isQuoted = !isQuoted;
    else if (!isQuoted && character === '(') depth += 1;
    else if (!isQuoted && character === ')') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

/** Splits where neither quotes nor parentheses are open. */
function splitAt(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'") isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '(' || character === '[') depth += 1;
    else if (character === ')' || character === ']') depth -= 1;
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      start = at + separator.length;
    }
  }
  return [...parts, text.slice(start)];
}
