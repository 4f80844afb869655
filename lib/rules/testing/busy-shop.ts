import { setTimeout } from 'node:timers/promises';
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

const SHOPPERS = 4;
/** As fast as one of them goes on; the sum loads half a core at most, which other tests need. */
const PAUSE_MS = 40;
/** Customers change their minds. */
const ROLLED_BACK_EVERY = 50;
/** They all want the same row now and then, and wait for each other for a moment. */
const CONTESTED_EVERY = 10;

/** Keeps clients busy for a while, at a steady rate, as a shop would. Returns how many transactions they made. */
export async function busyFor(url: string, milliseconds: number): Promise<number> {
  const untilMs = Date.now() + milliseconds;
  const counts = await Promise.all(Array.from({ length: SHOPPERS }, (_, at) => shopper(url, at, untilMs)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function shopper(url: string, at: number, untilMs: number): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: `shop ${at}` });
  await client.connect();
  let transactions = 0;
  for (let nextMs = Date.now(); nextMs < untilMs; nextMs += PAUSE_MS) {
    await setTimeout(Math.max(0, nextMs - Date.now()));
    await buy(client, transactions * SHOPPERS + at, transactions);
    transactions += 1;
  }
  await client.end();
  return transactions;
}

/** Reads by key, and one transaction that inserts and updates under a row lock. */
async function buy(client: pg.Client, seed: number, turn: number): Promise<void> {
  const customer = 1 + ((seed * 7_919) % 5_000);
  await client.query('SELECT id FROM shop.customers WHERE email = $1', [`customer${customer}@example.com`]);
  await client.query('BEGIN');
  const order = turn % CONTESTED_EVERY === 0 ? 1 : customer;
  await client.query('SELECT total FROM shop.orders WHERE id = $1 FOR UPDATE', [order]);
  await client.query('UPDATE shop.orders SET total = total + 1 WHERE id = $1', [order]);
  await client.query('INSERT INTO shop.orders (customer_id, total) VALUES ($1, 1)', [customer]);
  await client.query(turn % ROLLED_BACK_EVERY === ROLLED_BACK_EVERY - 1 ? 'ROLLBACK' : 'COMMIT');
  const latest = 'SELECT id, total FROM shop.orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 5';
  await client.query(latest, [customer]);
}
