import pg from 'pg';

/** A schema in which nothing is wrong: keys, indexes behind foreign keys, room in every sequence, fresh statistics. */
export const WELL_FORMED: readonly string[] = [
  `CREATE SCHEMA shop`,
  `CREATE TABLE shop.customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE)`,
  `CREATE TABLE shop.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     customer_id bigint NOT NULL REFERENCES shop.customers, total numeric NOT NULL, placed_at timestamptz NOT NULL DEFAULT now())`,
  `CREATE INDEX orders_customer_idx ON shop.orders (customer_id, placed_at)`,
  `INSERT INTO shop.customers (email) SELECT 'customer' || i || '@example.com' FROM generate_series(1, 5000) i`,
  `INSERT INTO shop.orders (customer_id, total) SELECT 1 + i % 5000, i FROM generate_series(1, 20000) i`,
  `VACUUM (ANALYZE) shop.customers, shop.orders`,
];

/** Keeps `sessions` clients busy for a while, as a shop would: reads by key, inserts, updates. Returns what they did. */
export async function busyFor(url: string, milliseconds: number, sessions = 3): Promise<number> {
  const until = Date.now() + milliseconds;
  const counts = await Promise.all(Array.from({ length: sessions }, (_, at) => shopper(url, at, until)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function shopper(url: string, at: number, until: number): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: `shop ${at}` });
  await client.connect();
  let transactions = 0;
  while (Date.now() < until) {
    const customer = 1 + ((transactions * 7919 + at * 131) % 5_000);
    await client.query('SELECT id FROM shop.customers WHERE email = $1', [`customer${customer}@example.com`]);
    await client.query('INSERT INTO shop.orders (customer_id, total) VALUES ($1, 1)', [customer]);
    await client.query('SELECT * FROM shop.orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 5', [
      customer,
    ]);
    await client.query('UPDATE shop.orders SET total = total + 1 WHERE id = $1', [customer]);
    transactions += 4;
  }
  await client.end();
  return transactions;
}
