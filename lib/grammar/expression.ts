import type { ColumnRef, FuncCall, Node } from 'libpg-query';
import { intervalSeconds } from './interval-text';

export interface ColumnReference {
  /** The alias that it is qualified by; null without one. */
  readonly alias: string | null;
  readonly column: string;
}

/** What a statement computes, as far as rules ask: casts and parentheses are left out. */
export type Expression =
  | ({ readonly kind: 'column' } & ColumnReference)
  | {
      readonly kind: 'call';
      /** Without its schema. */
      readonly name: string;
      readonly parameters: readonly Expression[];
      /** `count(*)`. */
      readonly isOfRows: boolean;
      /** Its parameters and no more: no DISTINCT, FILTER, ORDER BY, WITHIN GROUP, OVER. */
      readonly isPlain: boolean;
    }
  /** A literal, with its text, or a parameter, whose value is not known. */
  | { readonly kind: 'value'; readonly text: string | null }
  | { readonly kind: 'other' };

const OTHER: Expression = { kind: 'other' };

export function expressionOf(node: Node | undefined): Expression {
  const bare = withoutCasts(node);
  if (!bare) return OTHER;
  const column = columnOf(bare);
  if (column) return { kind: 'column', ...column };
  if ('ParamRef' in bare) return { kind: 'value', text: null };
  if ('A_Const' in bare) return { kind: 'value', text: constantText(bare) };
  return 'FuncCall' in bare ? callOf(bare.FuncCall) : OTHER;
}

/** `column` or `alias.column`, with casts; null for anything else, `*` among it. */
export function columnOf(node: Node | undefined): ColumnReference | null {
  const bare = withoutCasts(node);
  if (!bare || !('ColumnRef' in bare)) return null;
  const names = namesOf(bare.ColumnRef.fields);
  const column = names.at(-1);
  if (column === undefined || names.length > 3 || isStar(bare.ColumnRef)) return null;
  return { alias: names.at(-2) ?? null, column };
}

export const isStar = ({ fields }: ColumnRef): boolean => fields?.some((field) => 'A_Star' in field) ?? false;

/** The names of a list of names, such as that of an operator or of a function with its schema. */
export const namesOf = (nodes: readonly Node[] | undefined): string[] =>
  (nodes ?? []).flatMap((node) => ('String' in node ? (node.String.sval ?? '') : []));

export function withoutCasts(node: Node | undefined): Node | undefined {
  return node && 'TypeCast' in node ? withoutCasts(node.TypeCast.arg) : node;
}

function callOf(call: FuncCall): Expression {
  return {
    kind: 'call',
    name: namesOf(call.funcname).at(-1) ?? '',
    parameters: (call.args ?? []).map(expressionOf),
    isOfRows: call.agg_star ?? false,
    isPlain: !(call.agg_distinct || call.agg_filter || call.agg_order || call.agg_within_group || call.over),
  };
}

function constantText(node: Node): string | null {
  if (!('A_Const' in node)) return null;
  const { sval, ival, fval } = node.A_Const;
  if (sval) return sval.sval ?? '';
  if (ival) return String(ival.ival ?? 0);
  return fval?.fval ?? null;
}

/** Every node of a tree, each before what is inside of it; `enter` says whether to look inside. */
export function walk(node: unknown, enter: (node: Node) => boolean): void {
  if (Array.isArray(node)) for (const one of node) walk(one, enter);
  else if (typeof node === 'object' && node !== null) {
    // A node is an object with one key, its kind in capitals; everything else is a field that may hold nodes.
    const [kind] = Object.keys(node);
    const isNode = kind !== undefined && /^[A-Z]/.test(kind);
    if (isNode && !enter(node as Node)) return;
    for (const value of Object.values(node)) walk(value, enter);
  }
}

/** The columns that an expression names, those of queries inside of it left out. */
export function columnsIn(node: unknown): ColumnReference[] {
  const columns: ColumnReference[] = [];
  walk(node, (one) => {
    const column = 'ColumnRef' in one ? columnOf(one) : null;
    if (column) columns.push(column);
    return !('SelectStmt' in one);
  });
  return columns;
}

/** Whether a value is known before a row is read: parameters, literals, calls of them; no column, no query. */
export function isGiven(node: Node | undefined): boolean {
  let isKnown = node !== undefined;
  walk(node, (one) => {
    if ('ColumnRef' in one || 'SubLink' in one) isKnown = false;
    return isKnown;
  });
  return isKnown;
}

/** How far before now `now() - INTERVAL '1 day'` lies, in seconds; null where the text does not say. */
export function secondsBeforeNow(node: Node | undefined): number | null {
  const bare = withoutCasts(node);
  if (!bare || !('A_Expr' in bare) || namesOf(bare.A_Expr.name).at(-1) !== '-') return null;
  const { lexpr, rexpr } = bare.A_Expr;
  const back = expressionOf(rexpr);
  if (!isNow(lexpr) || back.kind !== 'value' || back.text === null) return null;
  return intervalSeconds(back.text);
}

function isNow(node: Node | undefined): boolean {
  const bare = withoutCasts(node);
  if (!bare) return false;
  if ('SQLValueFunction' in bare)
    return /CURRENT_(DATE|TIMESTAMP)|LOCALTIMESTAMP/.test(bare.SQLValueFunction.op ?? '');
  const call = expressionOf(bare);
  return call.kind === 'call' && /^(now|(transaction|statement|clock)_timestamp)$/.test(call.name);
}
