import { describe, expect, it } from 'vitest';
import { statement } from '../../testing/statement-rows';
import { type NamedTable, tableAccesses, writtenRows } from './table-access';

const named = (name: string, columns: readonly string[], schema = 'public'): NamedTable => ({
  schema,
  name,
  columns: new Set(columns),
});
const orders = named('orders', ['id', 'customer_id', 'state', 'placed_at']);
const customers = named('customers', ['id', 'email']);
const TABLES = [orders, customers, named('far', [])];
const access = (query: string, tables = TABLES) => tableAccesses(orders, tables, [statement(query)])[0];

describe('how a statement chooses rows of a table', () => {
  it('is by its conditions, of one value, of a list, of a range, of none', () => {
    expect(
      access(
        'SELECT * FROM orders WHERE customer_id = $1 AND state IN ($2, $3) AND placed_at > $4 AND id IS NULL',
      ),
    ).toMatchObject({
      equalities: ['customer_id'],
      lists: ['state'],
      ranges: ['placed_at'],
      nulls: ['id'],
      answersItsRows: true,
      isUnderstood: true,
    });
  });

  it('takes a column without a qualifier for that of the only table that has it', () => {
    const join = 'FROM orders JOIN customers ON customers.id = orders.customer_id';
    expect(access(`SELECT 1 ${join} WHERE state = $1 AND email = $2`)?.equalities).toEqual(['state']);
    expect(access(`SELECT 1 ${join} WHERE id = $1`)?.equalities).toEqual([]);
    // A table whose columns are not known may have it too.
    expect(access('SELECT 1 FROM orders, far WHERE state = $1')?.equalities).toEqual([]);
    expect(access('SELECT 1 FROM orders, far WHERE orders.state = $1')?.equalities).toEqual(['state']);
  });

  it('knows what rows are looked up by, and what chooses those of the other table', () => {
    const [lookup, ...others] =
      access('SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.email = $1')?.lookups ??
      [];
    expect(others).toEqual([]);
    expect(lookup).toEqual({ column: 'customer_id', from: customers, fromEqualities: ['email'] });
    const tree = access('SELECT 1 FROM orders a JOIN orders b ON a.id = b.customer_id WHERE b.state = $1');
    expect(tree?.lookups).toEqual([{ column: 'id', from: orders, fromEqualities: ['state'] }]);
    expect(tree?.equalities).toEqual([]);
  });

  it('knows the order of what is answered first, where it is one of its columns alone', () => {
    const first = (query: string) => access(query)?.firstBy;
    expect(first('SELECT * FROM orders ORDER BY placed_at DESC LIMIT 10')).toEqual([
      { column: 'placed_at', isDescending: true },
    ]);
    for (const query of [
      'SELECT * FROM orders ORDER BY placed_at DESC',
      'SELECT * FROM orders ORDER BY lower(state) LIMIT 10',
      'SELECT state, count(*) FROM orders GROUP BY state ORDER BY state LIMIT 10',
      'SELECT DISTINCT state FROM orders ORDER BY state LIMIT 10',
    ])
      expect(first(query), query).toEqual([]);
  });

  it('tells where the rows that are answered are not all that are chosen', () => {
    const answers = (query: string) => access(query)?.answersItsRows;
    expect(answers('DELETE FROM orders WHERE state = $1')).toBe(true);
    expect(answers('SELECT sum(id) FROM orders WHERE state = $1')).toBe(false);
    expect(answers('SELECT id FROM orders WHERE state = $1 LIMIT 5')).toBe(false);
    expect(answers('SELECT 1 FROM orders, customers WHERE state = $1')).toBe(false);
    expect(access('SELECT id FROM orders WHERE state = $1 AND lower(state) = $2')?.isUnderstood).toBe(true);
    expect(access('SELECT id FROM orders WHERE state = $1 AND note LIKE $2')?.isUnderstood).toBe(false);
  });

  it('means one table only: names that two schemas have are left out without theirs', () => {
    const both = [...TABLES, named('orders', ['id'], 'old')];
    expect(access('SELECT 1 FROM orders WHERE id = $1', both)).toBeUndefined();
    expect(access('SELECT 1 FROM public.orders WHERE id = $1', both)).toBeDefined();
    expect(access('SELECT 1 FROM old.orders WHERE id = $1', both)).toBeUndefined();
  });

  it('counts the rows that are written to it', () => {
    const rows = (query: string) => writtenRows(orders, TABLES, [statement(query, { rows: 7 })]);
    expect(rows('INSERT INTO orders VALUES ($1)')).toBe(7);
    expect(rows('UPDATE orders SET state = $1')).toBe(7);
    expect(rows('WITH a AS (INSERT INTO orders VALUES ($1) RETURNING id) SELECT * FROM a')).toBe(7);
    expect(rows('DELETE FROM orders')).toBe(0);
    expect(rows('INSERT INTO customers SELECT id FROM orders')).toBe(0);
  });
});
