import type { ColumnReference, Expression } from './expression';

export interface RelationReference {
  /** Null where the text leaves it to the search path. */
  readonly schema: string | null;
  readonly name: string;
  /** What its columns may be qualified by. */
  readonly alias: string;
}

/** A column that a row must have one given value of to pass. */
export interface Equality extends ColumnReference {
  /** Or one of a list of values. */
  readonly isList: boolean;
}

/** A column that a row must have a value in a range of to pass. */
export interface Range extends ColumnReference {
  /** How far before now the range begins, where the text says so in figures. */
  readonly reachSeconds: number | null;
}

/** A column that is equal to one of another relation, so that rows may be looked up by it. */
export interface JoinKey extends ColumnReference {
  readonly to: ColumnReference;
}

export interface Target {
  readonly expression: Expression;
  /** The name of the column that it makes; null where the text gives none. */
  readonly alias: string | null;
}

export interface Order {
  readonly expression: Expression;
  readonly isDescending: boolean;
  readonly isNullsFirst: boolean;
}

/** One SELECT, INSERT, UPDATE or DELETE of a statement, nested ones included; an INSERT reads nothing by itself. */
export interface QueryShape {
  readonly verb: 'select' | 'insert' | 'update' | 'delete';
  /** What it reads or changes; null where that is a subquery, a function or a common table expression. */
  readonly relations: readonly (RelationReference | null)[];
  /**
   * Conditions that all must hold: those of WHERE, of joins, and of queries around it as far as they reach its rows. What
   * stands under an OR or a NOT is none.
   */
  readonly equalities: readonly Equality[];
  readonly ranges: readonly Range[];
  readonly joins: readonly JoinKey[];
  /** Columns that must be null. */
  readonly nulls: readonly ColumnReference[];
  /** Every column that its own WHERE names. */
  readonly conditionColumns: readonly ColumnReference[];
  /** Every column that it names anywhere. */
  readonly columns: readonly ColumnReference[];
  /** `*`: it reads the other columns too. */
  readonly readsAll: boolean;
  /** Its list; empty but for SELECT. */
  readonly targets: readonly Target[];
  /** The expressions that it groups by; null where it groups in another way, such as by grouping sets. */
  readonly groupBy: readonly Expression[] | null;
  readonly orderBy: readonly Order[];
  /** It ends after some rows. */
  readonly isLimited: boolean;
  /** No DISTINCT, HAVING, windows: what an aggregate of its own cannot stand in for. */
  readonly isPlain: boolean;
}
