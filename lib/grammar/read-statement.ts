import type { CommonTableExpr, JoinExpr, Node, RangeVar, SelectStmt, WithClause } from 'libpg-query';
import { readConditions } from './conditions';
import { type CommonTable, Draft } from './draft';
import { columnsIn, expressionOf, isStar, namesOf, walk } from './expression';
import { parseTree } from './parse-tree';
import type { QueryShape } from './statement-shape';

/** Statements that run a query; a view's definition, say, runs none. */
const RUNS_QUERIES = new Set([
  'SelectStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'CreateTableAsStmt',
  'CopyStmt',
  'DeclareCursorStmt',
  'ExplainStmt',
  'PrepareStmt',
]);

/**
 * What the queries of a statement read, filter, join, group and order by. Empty where it runs none, null where its text
 * cannot be parsed: then nothing is known of it.
 */
export function queryShapes(text: string): readonly QueryShape[] | null {
  const statements = parseTree(text);
  if (!statements) return null;
  try {
    return shapesIn(statements);
  } catch (error) {
    // Nested deeper than the stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function shapesIn(statements: readonly Node[]): QueryShape[] {
  const reader = new Reader();
  for (const statement of statements)
    if (RUNS_QUERIES.has(Object.keys(statement)[0] ?? '')) reader.readNested(statement, new Map());
  // One that a single query reads gets its turn from that one.
  for (const draft of reader.drafts) if (draft.timesRead !== 1) draft.pushConditionsDown();
  return reader.drafts.map((draft) => draft.shape());
}

type CommonTables = ReadonlyMap<string, CommonTable>;

/** Collects the queries of one statement; those of WITH come before the one that they serve, others after it. */
class Reader {
  readonly drafts: Draft[] = [];

  /** The queries directly inside of a node, wherever they stand in it. */
  readNested(node: unknown, common: CommonTables, around?: Draft): void {
    walk(node, (one) => {
      if ('SubLink' in one && around) {
        this.#readSubLink(one, common, around);
        return false;
      }
      return !this.#readStatement(one, common);
    });
  }

  #readStatement(node: Node, common: CommonTables): boolean {
    if ('SelectStmt' in node) this.readSelect(node.SelectStmt, common);
    else if ('UpdateStmt' in node) {
      const { relation, fromClause, whereClause, targetList, returningList, withClause } = node.UpdateStmt;
      this.#readChange(
        'update',
        relation,
        fromClause,
        whereClause,
        [targetList, returningList],
        withClause,
        common,
      );
    } else if ('DeleteStmt' in node) {
      const { relation, usingClause, whereClause, returningList, withClause } = node.DeleteStmt;
      this.#readChange('delete', relation, usingClause, whereClause, [returningList], withClause, common);
    } else if ('InsertStmt' in node) {
      const { relation, selectStmt, withClause } = node.InsertStmt;
      this.#readInsert(relation);
      this.readNested(selectStmt, this.#readWith(withClause, common));
    } else if ('CopyStmt' in node && node.CopyStmt.is_from) {
      this.#readInsert(node.CopyStmt.relation);
    } else return false;
    return true;
  }

  #readInsert(relation: RangeVar | undefined): void {
    const draft = new Draft('insert');
    this.drafts.push(draft);
    if (relation) draft.addRelation(relation, new Map());
  }

  /** Null for VALUES and for what UNION and its like put together, whose parts are queries of their own. */
  readSelect(select: SelectStmt, outer: CommonTables): Draft | null {
    const common = this.#readWith(select.withClause, outer);
    const { larg, rarg } = select;
    if (larg && rarg) {
      this.readSelect(larg, common);
      this.readSelect(rarg, common);
      return null;
    }
    if (select.valuesLists) {
      this.readNested(select.valuesLists, common);
      return null;
    }
    const draft = new Draft('select');
    this.drafts.push(draft);
    draft.readList(select);
    this.#readFrom(select.fromClause ?? [], draft, common);
    this.#readWhere(select.whereClause, draft, common);
    const { targetList, groupClause, havingClause, sortClause, windowClause, distinctClause } = select;
    this.#readRest(
      [targetList, groupClause, havingClause, sortClause, windowClause, distinctClause],
      draft,
      common,
    );
    return draft;
  }

  #readChange(
    verb: 'update' | 'delete',
    relation: RangeVar | undefined,
    from: readonly Node[] | undefined,
    where: Node | undefined,
    rest: readonly unknown[],
    withClause: WithClause | undefined,
    outer: CommonTables,
  ): void {
    const common = this.#readWith(withClause, outer);
    const draft = new Draft(verb);
    this.drafts.push(draft);
    if (relation) draft.addRelation(relation, new Map());
    this.#readFrom(from ?? [], draft, common);
    this.#readWhere(where, draft, common);
    this.#readRest(rest, draft, common);
  }

  #readWith(clause: WithClause | undefined, outer: CommonTables): CommonTables {
    if (!clause) return outer;
    const common = new Map(outer);
    for (const node of clause.ctes ?? [])
      if ('CommonTableExpr' in node)
        this.#readCommon(node.CommonTableExpr, clause.recursive ?? false, common);
    return common;
  }

  /** A name is known to those after it, and to itself where it is recursive. */
  #readCommon(
    { ctename = '', ctequery, ctematerialized }: CommonTableExpr,
    isRecursive: boolean,
    common: Map<string, CommonTable>,
  ): void {
    if (isRecursive) common.set(ctename, { query: null });
    const select = ctequery && 'SelectStmt' in ctequery ? ctequery.SelectStmt : null;
    const query = select && this.readSelect(select, common);
    if (ctequery && !select) this.#readStatement(ctequery, common);
    const isApart = isRecursive || ctematerialized === 'CTEMaterializeAlways';
    common.set(ctename, { query: isApart ? null : query });
  }

  #readFrom(items: readonly Node[], draft: Draft, common: CommonTables): void {
    for (const item of items) this.#readItem(item, draft, common);
  }

  #readItem(item: Node, draft: Draft, common: CommonTables): readonly string[] {
    if ('RangeVar' in item) return [draft.addRelation(item.RangeVar, common)];
    if ('JoinExpr' in item) return this.#readJoin(item.JoinExpr, draft, common);
    if ('RangeSubselect' in item) {
      const { subquery, alias } = item.RangeSubselect;
      const query =
        subquery && 'SelectStmt' in subquery ? this.readSelect(subquery.SelectStmt, common) : null;
      return [draft.addQuery(alias?.aliasname ?? '', alias?.colnames ? null : query)];
    }
    if ('RangeTableSample' in item && item.RangeTableSample.relation)
      return this.#readItem(item.RangeTableSample.relation, draft, common);
    this.readNested(item, common, draft);
    const [alias] = 'RangeFunction' in item ? [item.RangeFunction.alias?.aliasname] : [];
    return [draft.addQuery(alias ?? '', null)];
  }

  /** Answers the aliases on both sides. */
  #readJoin(join: JoinExpr, draft: Draft, common: CommonTables): readonly string[] {
    const left = join.larg ? this.#readItem(join.larg, draft, common) : [];
    const right = join.rarg ? this.#readItem(join.rarg, draft, common) : [];
    const { chosen, lacking } = sidesOf(join.jointype, left, right);
    const conditions = draft.conditionsAmong(chosen);
    draft.mayLack(lacking);
    readConditions(join.quals, conditions);
    draft.addColumns(columnsIn(join.quals));
    this.readNested(join.quals, common, draft);
    const [first, second] = [left[0], right[0]];
    if (left.length === 1 && right.length === 1 && first !== undefined && second !== undefined)
      for (const column of namesOf(join.usingClause))
        conditions.join({ alias: first, column }, { alias: second, column });
    return [...left, ...right];
  }

  #readWhere(where: Node | undefined, draft: Draft, common: CommonTables): void {
    readConditions(where, draft.conditionsAmong(null));
    draft.conditionColumns.push(...columnsIn(where));
    draft.addColumns(columnsIn(where));
    this.readNested(where, common, draft);
  }

  #readRest(clauses: readonly unknown[], draft: Draft, common: CommonTables): void {
    draft.addColumns(columnsIn(clauses));
    walk(clauses, (node) => {
      if ('ColumnRef' in node && isStar(node.ColumnRef)) draft.readsAll = true;
      return !('SelectStmt' in node);
    });
    this.readNested(clauses, common, draft);
  }

  /** `column IN (SELECT other …)` joins the two columns. */
  #readSubLink(node: Node, common: CommonTables, around: Draft): void {
    if (!('SubLink' in node)) return;
    const { testexpr, subselect, subLinkType, operName } = node.SubLink;
    this.readNested(testexpr, common, around);
    if (!subselect || !('SelectStmt' in subselect)) return;
    const query = this.readSelect(subselect.SelectStmt, common);
    const [outer, inner] = [expressionOf(testexpr), query?.targets[0]?.expression];
    const isEqual = subLinkType === 'ANY_SUBLINK' && (operName ?? []).length === 0;
    if (isEqual && query && outer.kind === 'column' && inner?.kind === 'column') query.lookUp(inner, outer);
  }
}

/**
 * The condition of an outer join chooses among the rows of the side that may lack them, never among the other's; of an
 * inner one among those of both (null).
 */
function sidesOf(type: JoinExpr['jointype'], left: readonly string[], right: readonly string[]) {
  if (type === 'JOIN_LEFT') return { chosen: right, lacking: right };
  if (type === 'JOIN_RIGHT') return { chosen: left, lacking: left };
  return type === 'JOIN_FULL' ? { chosen: [], lacking: [...left, ...right] } : { chosen: null, lacking: [] };
}
