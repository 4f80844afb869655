import type { A_Expr, Node } from 'libpg-query';
import { columnOf, namesOf, walk, withoutCasts } from './expression';
import { parseTree } from './parse-tree';

/** A parameter that a column is compared with: `time > $1`. */
export interface ComparedParameter {
  readonly parameter: number;
  readonly column: string;
  /** As if the column stood on the left. */
  readonly operator: string;
}

/** One statement that EXPLAIN takes, and what must be known before it is asked. */
export interface Explainable {
  /** With what pg_stat_statements has made of typed literals (`interval $1`) as the server reads it (`$1::interval`). */
  readonly text: string;
  /** The greatest n of its `$n`. */
  readonly parameterCount: number;
  /** Why it must not be run; null for a SELECT that neither changes nor locks rows, its functions aside. */
  readonly whyNotRun: string | null;
  /** Names without their schemas. */
  readonly functions: readonly string[];
  readonly operators: readonly string[];
  readonly relations: readonly string[];
  readonly compared: readonly ComparedParameter[];
}

export interface Refused {
  readonly refused: string;
}

/** Reads a text that a person handed in. Only a single SELECT, INSERT, UPDATE, DELETE or MERGE can be explained. */
export function explainable(text: string): Explainable | Refused {
  if (text.includes('\0')) return { refused: 'The text holds a NUL character' };
  const statements = parseTree(text);
  if (!statements) return { refused: 'The text cannot be read as SQL, or its end is missing' };
  const [statement, ...others] = statements;
  if (!statement) return { refused: 'There is no statement' };
  if (others.length > 0)
    return { refused: `The text holds ${statements.length} statements; only one can be explained` };
  try {
    return read(text, statement);
  } catch (error) {
    if (error instanceof RangeError) return { refused: 'The statement is nested too deeply' };
    throw error;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  SelectStmt: 'SELECT',
  InsertStmt: 'INSERT',
  UpdateStmt: 'UPDATE',
  DeleteStmt: 'DELETE',
  MergeStmt: 'MERGE',
};

function read(text: string, statement: Node): Explainable | Refused {
  const [node = ''] = Object.keys(statement);
  const kind = KINDS[node];
  if (node === 'ExplainStmt') return { refused: 'Give the statement alone, without EXPLAIN' };
  if (kind === undefined)
    return { refused: `${commandOf(node)} has no plan: only SELECT, INSERT, UPDATE, DELETE and MERGE have` };
  const nodes: Node[] = [];
  walk(statement, (one) => nodes.push(one) > 0);
  if (nodes.some((one) => 'SelectStmt' in one && one.SelectStmt.intoClause))
    return { refused: 'SELECT INTO makes a table' };
  const expressions = nodes.flatMap((one) => ('A_Expr' in one ? one.A_Expr : []));
  return {
    text: withCasts(text),
    parameterCount: Math.max(0, ...nodes.map((one) => ('ParamRef' in one ? (one.ParamRef.number ?? 0) : 0))),
    whyNotRun: whyNotRun(kind, nodes),
    functions: unique(
      nodes.flatMap((one) => ('FuncCall' in one ? namesOf(one.FuncCall.funcname).slice(-1) : [])),
    ),
    operators: unique(expressions.flatMap(({ name }) => namesOf(name).slice(-1))),
    relations: unique(nodes.flatMap(relationOf)),
    compared: expressions.flatMap(comparedIn),
  };
}

const unique = (names: readonly string[]) => [...new Set(names)];

function relationOf(node: Node): string[] {
  if ('RangeVar' in node) return [node.RangeVar.relname ?? ''];
  if ('UpdateStmt' in node) return [node.UpdateStmt.relation?.relname ?? ''];
  return 'DeleteStmt' in node ? [node.DeleteStmt.relation?.relname ?? ''] : [];
}

const commandOf = (node: string) =>
  node
    .replace(/Stmt$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toUpperCase();

function whyNotRun(kind: string, nodes: readonly Node[]): string | null {
  if (kind !== 'SELECT') return `${kind} would change rows`;
  const kinds = nodes.flatMap((one) => Object.keys(one).slice(0, 1));
  if (kinds.some((one) => one !== 'SelectStmt' && one in KINDS))
    return 'A WITH query in it would change rows';
  return kinds.includes('LockingClause') ? 'FOR UPDATE and the like would lock rows' : null;
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '=': '=' };

/** `column op $n`, `$n op column`, and both ends of `column BETWEEN $n AND $m`. */
function comparedIn({ kind, name, lexpr, rexpr }: A_Expr): ComparedParameter[] {
  const operator = namesOf(name).at(-1) ?? '';
  const left = columnOf(lexpr);
  if (kind === 'AEXPR_BETWEEN' && left && rexpr && 'List' in rexpr)
    return (rexpr.List.items ?? []).flatMap((end, at) => compared(left.column, at === 0 ? '>=' : '<=', end));
  if (left) return compared(left.column, operator, rexpr);
  const right = columnOf(rexpr);
  return right ? compared(right.column, MIRRORED[operator] ?? operator, lexpr) : [];
}

function compared(column: string, operator: string, value: Node | undefined): ComparedParameter[] {
  const bare = withoutCasts(value);
  return bare && 'ParamRef' in bare ? [{ parameter: bare.ParamRef.number ?? 0, column, operator }] : [];
}

/** What stands in quotes is left alone. */
const TYPED_PARAMETER =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|\b(interval|date|time|timestamp|timestamptz|numeric|jsonb?|uuid)\s+(\$\d+)/gi;

const withCasts = (text: string) =>
  text.replace(TYPED_PARAMETER, (found, type: string | undefined, parameter: string | undefined) =>
    type === undefined ? found : `${parameter}::${type}`,
  );
