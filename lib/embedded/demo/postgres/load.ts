import { Pool } from 'pg';
import { every } from '../../every';
import { holdLock } from './hold-lock';

const tickMs = 1_000;

/** What the shop does: an order a second, and the questions of its pages. */
export function startShopLoad(url: string): { stop(): Promise<void> } {
  const pool = new Pool({ connectionString: url, max: 2, application_name: 'shop' });
  // The server may restart; the next tick connects again.
  pool.on('error', () => undefined);
  let tick = 0;
  const load = every(tickMs, async () => {
    tick += 1;
    const any = (most: number) => 1 + ((tick * 7919) % most);
    await placeOrder(pool, any(30_000), any(2_000));
    await pool.query('SELECT * FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 20', [
      any(30_000),
    ]);
    await pool.query('SELECT id, name FROM customers WHERE email = $1', [
      `customer${any(30_000)}@example.com`,
    ]);
    if (tick % 5 === 0)
      await pool.query('SELECT sum(quantity) FROM order_items WHERE product_id = $1', [any(2_000)]);
    if (tick % 30 === 0) await pool.query(`SELECT state, count(*), sum(total) FROM orders GROUP BY state`);
  });
  const lock = holdLock(url);
  return {
    async stop() {
      await Promise.all([load.stop(), lock.stop()]);
      await pool.end();
    },
  };
}

async function placeOrder(pool: Pool, customer: number, product: number): Promise<void> {
  await pool.query(
    `WITH placed AS (
       INSERT INTO orders (customer_id, state, total, placed_at) VALUES ($1, 'paid', 99, now()) RETURNING id
     ), item AS (INSERT INTO order_items SELECT id, 1, $2, 1 FROM placed)
     INSERT INTO invoices (order_id, issued_at) SELECT id, now() FROM placed`,
    [customer, product],
  );
  await pool.query(
    'UPDATE products SET stock = CASE WHEN stock > 0 THEN stock - 1 ELSE 1000 END WHERE id = $1',
    [product],
  );
}
