/** One step of making the shop: its name for the progress line and its statements. */
interface Step {
  name: string;
  statements: readonly string[];
}

const noise = (integer: string) => `((hashint8extended(${integer}, 42) & 1048575) / 1048575::float8)`;

/** A shop, with the defects that a shop collects in ten years. */
export const shop: readonly Step[] = [
  {
    name: 'customers',
    statements: [
      'CREATE EXTENSION pg_stat_statements',
      `CREATE TABLE customers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL,
         phone text, country char(2) NOT NULL, created_at timestamptz NOT NULL)`,
      `INSERT INTO customers (email, name, phone, country, created_at)
         SELECT 'customer' || i || '@example.com', 'Customer ' || i, '+49 30 ' || 1000000 + i, (ARRAY['de', 'fr', 'us', 'jp'])[1 + i % 4],
           now() - i * INTERVAL '1 hour' FROM generate_series(1, 30000) AS i`,
      // Unused: nobody looks customers up by telephone any more.
      'CREATE INDEX customers_phone_idx ON customers (phone)',
    ],
  },
  {
    name: 'products',
    statements: [
      `CREATE TABLE products (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, price numeric NOT NULL, stock int NOT NULL)`,
      `INSERT INTO products (name, price, stock) SELECT 'Product ' || i, round((1 + 200 * ${noise('i')})::numeric, 2), 1000 FROM generate_series(1, 2000) AS i`,
    ],
  },
  {
    name: 'orders',
    statements: [
      `CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id int NOT NULL REFERENCES customers,
         state text NOT NULL, total numeric NOT NULL, placed_at timestamptz NOT NULL)`,
      `INSERT INTO orders (customer_id, state, total, placed_at)
         SELECT 1 + (29999 * ${noise('i')})::int, (ARRAY['paid', 'shipped', 'returned'])[1 + i % 3], round((300 * ${noise('-i')})::numeric, 2),
           now() - (100000 - i) * INTERVAL '5 minutes' FROM generate_series(1, 100000) AS i`,
      // Duplicates, made by two people in one year.
      'CREATE INDEX orders_customer_id_idx ON orders (customer_id)',
      'CREATE INDEX orders_by_customer ON orders (customer_id)',
      'CREATE INDEX orders_placed_at_idx ON orders (placed_at)',
    ],
  },
  {
    name: 'order_items',
    statements: [
      // Missing: an index for the foreign key to products, by which the load asks.
      `CREATE TABLE order_items (order_id int NOT NULL REFERENCES orders, line int NOT NULL, product_id int NOT NULL REFERENCES products,
         quantity int NOT NULL, PRIMARY KEY (order_id, line))`,
      `INSERT INTO order_items SELECT 1 + i / 2, 1 + i % 2, 1 + (1999 * ${noise('i')})::int, 1 + i % 4 FROM generate_series(0, 199999) AS i`,
      // Redundant: the primary key starts with it.
      'CREATE INDEX order_items_order_id_idx ON order_items (order_id)',
    ],
  },
  {
    name: 'stock_levels',
    statements: [
      // Bloated: rewritten twelve times over, and never vacuumed.
      `CREATE TABLE stock_levels (product_id int PRIMARY KEY, warehouse text NOT NULL, counted int NOT NULL, note text) WITH (autovacuum_enabled = false)`,
      `INSERT INTO stock_levels SELECT i, 'north', 0, repeat('counted by hand ', 8) FROM generate_series(1, 8000) AS i`,
      ...Array.from({ length: 12 }, (_, round) => `UPDATE stock_levels SET counted = ${round + 1}`),
    ],
  },
  {
    name: 'invoices',
    statements: [
      // Nearly exhausted: 97 of 100 numbers of a four-byte integer are used.
      `CREATE TABLE invoices (id serial PRIMARY KEY, order_id int NOT NULL REFERENCES orders, issued_at timestamptz NOT NULL)`,
      `SELECT setval('invoices_id_seq', 2083000000)`,
      `INSERT INTO invoices (order_id, issued_at) SELECT i, now() - (5000 - i) * INTERVAL '1 hour' FROM generate_series(1, 5000) AS i`,
      'CREATE INDEX invoices_order_id_idx ON invoices (order_id)',
    ],
  },
  {
    name: 'statistics',
    statements: [
      'VACUUM (ANALYZE) customers, products, orders, order_items, invoices',
      'ANALYZE stock_levels',
      'SELECT pg_stat_statements_reset()',
    ],
  },
];
