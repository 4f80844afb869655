import type { A_Expr, Node, NullTest, SubLink } from 'libpg-query';
import {
  type ColumnReference,
  columnOf,
  isGiven,
  namesOf,
  secondsBeforeNow,
  withoutCasts,
} from './expression';

/** What takes the conditions that all must hold. */
export interface Conditions {
  equal(column: ColumnReference, isList: boolean): void;
  range(column: ColumnReference, reachSeconds: number | null): void;
  isNull(column: ColumnReference): void;
  /** Equal columns of two relations: rows of each may be looked up by the other. */
  join(one: ColumnReference, other: ColumnReference): void;
  lookUp(column: ColumnReference, to: ColumnReference): void;
}

/** Reads what AND puts together; an OR or a NOT makes none of its parts a must. */
export function readConditions(node: Node | undefined, into: Conditions): void {
  if (!node) return;
  if ('BoolExpr' in node) {
    const { boolop, args = [] } = node.BoolExpr;
    if (boolop === 'AND_EXPR') for (const one of args) readConditions(one, into);
    if (boolop === 'NOT_EXPR') readFlag(args[0], into);
  } else if ('A_Expr' in node) readComparison(node.A_Expr, into);
  else if ('NullTest' in node) readNullTest(node.NullTest, into);
  else if ('SubLink' in node) readMembership(node.SubLink, into);
  else readFlag(node, into);
}

function readNullTest({ arg, nulltesttype }: NullTest, into: Conditions): void {
  const column = columnOf(arg);
  if (column && nulltesttype === 'IS_NULL') into.isNull(column);
}

/** A column of booleans by itself. */
function readFlag(node: Node | undefined, into: Conditions): void {
  const column = node && 'ColumnRef' in node ? columnOf(node) : null;
  if (column) into.equal(column, false);
}

function readComparison({ kind, name, lexpr, rexpr }: A_Expr, into: Conditions): void {
  const operator = namesOf(name).at(-1) ?? '';
  const column = columnOf(lexpr);
  const isKnown = isGiven(rexpr);
  if (kind === 'AEXPR_OP' && operator === '=') readEquality(lexpr, rexpr, into);
  else if (kind === 'AEXPR_OP' && /^[<>]=?$/.test(operator)) readRange(operator, lexpr, rexpr, into);
  else if ((kind === 'AEXPR_IN' || kind === 'AEXPR_OP_ANY') && operator === '=' && column && isKnown)
    into.equal(column, true);
  else if (kind === 'AEXPR_BETWEEN' && column && isKnown) {
    const bounds = rexpr && 'List' in rexpr ? (rexpr.List.items ?? []) : [];
    into.range(column, secondsBeforeNow(bounds[0]));
  }
}

function readEquality(left: Node | undefined, right: Node | undefined, into: Conditions): void {
  const [one, other] = [columnOf(left), columnOf(right)];
  if (one && other) into.join(one, other);
  else if (one && isGiven(right)) into.equal(one, false);
  else if (other && isGiven(left)) into.equal(other, false);
}

function readRange(
  operator: string,
  left: Node | undefined,
  right: Node | undefined,
  into: Conditions,
): void {
  const [one, other] = [firstColumn(left), firstColumn(right)];
  const beginsAt = (bound: Node | undefined, isLower: boolean) => (isLower ? secondsBeforeNow(bound) : null);
  if (one && isGiven(right)) into.range(one, beginsAt(right, operator.startsWith('>')));
  else if (other && isGiven(left)) into.range(other, beginsAt(left, operator.startsWith('<')));
}

/** Of rows, `(time, id) > ($1, $2)`, the first column leads. */
function firstColumn(node: Node | undefined): ColumnReference | null {
  const bare = withoutCasts(node);
  return bare && 'RowExpr' in bare ? columnOf(bare.RowExpr.args?.[0]) : columnOf(bare);
}

/** `column IN (SELECT other …)`: rows may be looked up by what the query gives. */
function readMembership({ subLinkType, operName, testexpr, subselect }: SubLink, into: Conditions): void {
  if (subLinkType !== 'ANY_SUBLINK' || operName) return;
  const [target] = subselect && 'SelectStmt' in subselect ? (subselect.SelectStmt.targetList ?? []) : [];
  const one = columnOf(testexpr);
  const other = target && 'ResTarget' in target ? columnOf(target.ResTarget.val) : null;
  if (one && other) into.lookUp(one, other);
}
