import type { Defect } from './defect';

const of = (schema: string, table: string, name: string) => [schema, table, name];

export const indexDefects: readonly Defect[] = [
  {
    rule: 'indexes/duplicate',
    plant: [
      'CREATE SCHEMA twins',
      'CREATE TABLE twins.orders (id int PRIMARY KEY, customer int)',
      'CREATE INDEX first ON twins.orders (customer)',
      'CREATE INDEX second ON twins.orders (customer)',
      'CREATE INDEX "by pkey" ON twins.orders (id)',
    ],
    finds: [
      { subject: of('twins', 'orders', 'by pkey'), severity: 'notice' },
      { subject: of('twins', 'orders', 'second'), severity: 'notice' },
    ],
  },
  {
    rule: 'indexes/redundant',
    plant: [
      'CREATE SCHEMA prefixes',
      'CREATE TABLE prefixes.orders (customer int, id int, PRIMARY KEY (customer, id))',
      'CREATE INDEX by_customer ON prefixes.orders (customer)',
      // As large as an index of a million rows, without the rows.
      `UPDATE pg_class SET relpages = 2000 WHERE oid = 'prefixes.by_customer'::regclass`,
    ],
    finds: [{ subject: of('prefixes', 'orders', 'by_customer'), severity: 'notice' }],
  },
  {
    rule: 'indexes/invalid',
    plant: [
      'CREATE SCHEMA broken',
      'CREATE TABLE broken.orders (id int PRIMARY KEY, code int, note text)',
      'CREATE UNIQUE INDEX by_code ON broken.orders (code)',
      'CREATE INDEX by_note_ccnew ON broken.orders (note)',
      // As failed concurrent builds leave them.
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid IN ('broken.by_code'::regclass, 'broken.by_note_ccnew'::regclass)`,
    ],
    finds: [
      { subject: of('broken', 'orders', 'by_code'), severity: 'critical' },
      { subject: of('broken', 'orders', 'by_note_ccnew'), severity: 'warning' },
    ],
  },
  {
    rule: 'indexes/bloated',
    plant: [
      'CREATE SCHEMA bloated',
      'CREATE TABLE bloated.orders (id int PRIMARY KEY)',
      'INSERT INTO bloated.orders SELECT generate_series(1, 1000)',
      'VACUUM ANALYZE bloated.orders',
      // A gigabyte and a half for a thousand rows, without the gigabyte.
      `UPDATE pg_class SET relpages = 200000 WHERE oid = 'bloated.orders_pkey'::regclass`,
    ],
    finds: [{ subject: of('bloated', 'orders', 'orders_pkey'), severity: 'warning' }],
  },
  {
    rule: 'indexes/foreign-key-unindexed',
    plant: [
      'CREATE SCHEMA unindexed',
      'CREATE TABLE unindexed.people (id int PRIMARY KEY)',
      'CREATE TABLE unindexed.orders (id int PRIMARY KEY, person int REFERENCES unindexed.people)',
      'CREATE TABLE unindexed.visits (id int PRIMARY KEY, person int REFERENCES unindexed.people)',
      'INSERT INTO unindexed.people VALUES (1), (2)',
      'DELETE FROM unindexed.people WHERE id = 2',
      // As large as a table of a million rows; the other one is small.
      `UPDATE pg_class SET relpages = 2000 WHERE oid = 'unindexed.orders'::regclass`,
    ],
    finds: [{ subject: of('unindexed', 'orders', 'orders_person_fkey'), severity: 'warning' }],
  },
];
