import type { Node, RangeVar, SelectStmt } from 'libpg-query';
import type { Conditions } from './conditions';
import { type ColumnReference, columnsIn, type Expression, expressionOf, walk } from './expression';
import type {
  Equality,
  JoinKey,
  Order,
  QueryShape,
  Range,
  RelationReference,
  Target,
} from './statement-shape';

/** A name that WITH gives; its query is null where conditions do not reach it. */
export interface CommonTable {
  readonly query: Draft | null;
}

interface Item {
  readonly alias: string;
  readonly relation: RelationReference | null;
  /** The query that it stands for; null where it is a relation, or where conditions do not reach it. */
  readonly query: Draft | null;
}

/** A query while its statement is read. */
export class Draft {
  readonly #verb: QueryShape['verb'];
  readonly #items: Item[] = [];
  readonly #equalities: Equality[] = [];
  readonly #ranges: Range[] = [];
  readonly #joins: JoinKey[] = [];
  readonly #nulls: ColumnReference[] = [];
  /** Aliases of sides of outer joins that may have no row. */
  readonly #mayLack = new Set<string>();
  readonly #columns = new Map<string, ColumnReference>();
  readonly conditionColumns: ColumnReference[] = [];
  targets: readonly Target[] = [];
  readsAll = false;
  #groupBy: readonly Expression[] | null = [];
  #orderBy: readonly Order[] = [];
  #isLimited = false;
  #isPlain = true;
  /** How many queries read it; one that two read is computed once, without the conditions of either. */
  timesRead = 0;

  constructor(verb: QueryShape['verb']) {
    this.#verb = verb;
  }

  /** Answers what its columns may be qualified by. */
  addRelation(
    { schemaname, relname = '', alias }: RangeVar,
    common: ReadonlyMap<string, CommonTable>,
  ): string {
    const name = alias?.aliasname ?? relname;
    const table = schemaname === undefined ? common.get(relname) : undefined;
    if (table) return this.addQuery(name, alias?.colnames ? null : table.query);
    this.#items.push({
      alias: name,
      relation: { schema: schemaname ?? null, name: relname, alias: name },
      query: null,
    });
    return name;
  }

  addQuery(alias: string, query: Draft | null): string {
    if (query) query.timesRead += 1;
    this.#items.push({ alias, relation: null, query });
    return alias;
  }

  mayLack(aliases: readonly string[]): void {
    for (const alias of aliases) this.#mayLack.add(alias);
  }

  addColumns(columns: readonly ColumnReference[]): void {
    for (const column of columns) this.#columns.set(JSON.stringify(column), column);
  }

  /** Rows of one of its relations are looked up by a column of another query. */
  lookUp(own: ColumnReference, to: ColumnReference): void {
    this.#joins.push({ alias: own.alias, column: own.column, to });
  }

  /** Takes conditions on what these aliases name; on everything where they are null. */
  conditionsAmong(aliases: readonly string[] | null): Conditions {
    const isChosen = ({ alias }: ColumnReference) =>
      aliases === null || (alias !== null && aliases.includes(alias));
    return {
      equal: (column, isList) => {
        if (isChosen(column)) this.#equalities.push({ ...column, isList });
      },
      range: (column, reachSeconds) => {
        if (isChosen(column)) this.#ranges.push({ ...column, reachSeconds });
      },
      isNull: (column) => {
        // Of a side that may lack its rows it tells those without a partner, and chooses none of its rows.
        if (isChosen(column) && !this.#mayLack.has(column.alias ?? '')) this.#nulls.push(column);
      },
      join: (one, other) => {
        if (isChosen(one)) this.lookUp(one, other);
        if (isChosen(other)) this.lookUp(other, one);
      },
      lookUp: (column, to) => {
        if (isChosen(column)) this.lookUp(column, to);
      },
    };
  }

  /** What stands beside its conditions: list, groups, order, limit. */
  readList(select: SelectStmt): void {
    const { targetList = [], groupClause = [], sortClause = [], limitCount, limitOffset } = select;
    this.targets = targetList.flatMap((node) =>
      'ResTarget' in node
        ? [{ expression: expressionOf(node.ResTarget.val), alias: node.ResTarget.name ?? null }]
        : [],
    );
    const named = new Set(
      columnsIn([targetList, select.whereClause, select.fromClause]).map(({ column }) => column),
    );
    // A name in GROUP BY is first of all a column of what is read, in ORDER BY one of the list.
    this.#groupBy =
      select.groupDistinct || groupClause.some((node) => 'GroupingSet' in node)
        ? null
        : groupClause.map((node) => this.#meant(node, named));
    this.#orderBy = sortClause.flatMap((node) => ('SortBy' in node ? [this.#orderOf(node)] : []));
    this.#isLimited = limitCount !== undefined || limitOffset !== undefined;
    this.#isPlain =
      !select.havingClause && !select.windowClause && !select.distinctClause && !isComputedApart(targetList);
  }

  #orderOf(node: Node): Order {
    const sort = 'SortBy' in node ? node.SortBy : {};
    const isDescending = sort.sortby_dir === 'SORTBY_DESC';
    const nulls = sort.sortby_nulls;
    const isNullsFirst = nulls === 'SORTBY_NULLS_DEFAULT' ? isDescending : nulls === 'SORTBY_NULLS_FIRST';
    return { expression: this.#meant(sort.node, new Set()), isDescending, isNullsFirst };
  }

  /** Numbers and names of the list replaced by what they stand for. */
  #meant(node: Node | undefined, inputs: ReadonlySet<string>): Expression {
    const expression = expressionOf(node);
    if (node && 'A_Const' in node && expression.kind === 'value')
      return this.targets[Number(expression.text) - 1]?.expression ?? expression;
    if (expression.kind !== 'column' || expression.alias !== null || inputs.has(expression.column))
      return expression;
    return this.targets.find(({ alias }) => alias === expression.column)?.expression ?? expression;
  }

  /** Gives its conditions to the queries that it reads, as the planner does, and lets those do the same. */
  pushConditionsDown(): void {
    for (const { alias, query } of this.#items) {
      if (query?.timesRead !== 1) continue;
      const inner = (column: ColumnReference) =>
        this.#isOf(alias, column) ? query.#source(column.column) : null;
      for (const one of this.#equalities) query.#equalities.push(...placed(inner(one), one));
      for (const one of this.#ranges) query.#ranges.push(...placed(inner(one), one));
      for (const one of this.#nulls) query.#nulls.push(...placed(inner(one), one));
      if (query.#groupBy?.length === 0)
        for (const one of this.#joins) query.#joins.push(...placed(inner(one), one));
      query.pushConditionsDown();
    }
  }

  #isOf(alias: string, column: ColumnReference): boolean {
    return column.alias === null ? this.#items.length === 1 : column.alias === alias;
  }

  /** The column of what it reads that it gives out under a name, where conditions on the one hold for the other. */
  #source(name: string): ColumnReference | null {
    if (!this.#isPlain || this.#isLimited || !this.#groupBy) return null;
    const target = this.targets.find(
      ({ alias, expression }) => (alias ?? (expression.kind === 'column' && expression.column)) === name,
    );
    const [only, ...others] = this.#items;
    if (!target)
      return this.readsAll && only && others.length === 0 ? { alias: only.alias, column: name } : null;
    const { expression } = target;
    if (expression.kind !== 'column') return null;
    const isGroup = this.#groupBy.some((one) => one.kind === 'column' && one.column === expression.column);
    return this.#groupBy.length === 0 || isGroup
      ? { alias: expression.alias, column: expression.column }
      : null;
  }

  shape(): QueryShape {
    return {
      verb: this.#verb,
      relations: this.#items.map(({ relation }) => relation),
      equalities: this.#equalities,
      ranges: this.#ranges,
      joins: this.#joins,
      nulls: this.#nulls,
      conditionColumns: this.conditionColumns,
      columns: [...this.#columns.values()],
      readsAll: this.readsAll,
      targets: this.targets,
      groupBy: this.#groupBy,
      orderBy: this.#orderBy,
      isLimited: this.#isLimited,
      isPlain: this.#isPlain,
    };
  }
}

const placed = <Condition>(
  column: ColumnReference | null,
  condition: Condition,
): (Condition & ColumnReference)[] => (column ? [{ ...condition, ...column }] : []);

/** Windows, FILTER, WITHIN GROUP: what a row of groups cannot give later. */
function isComputedApart(targets: readonly Node[]): boolean {
  let isApart = false;
  walk(targets, (node) => {
    if ('FuncCall' in node) {
      const { over, agg_filter: filter, agg_within_group: within } = node.FuncCall;
      isApart ||= Boolean(over || filter || within);
    }
    return !('SelectStmt' in node);
  });
  return isApart;
}
