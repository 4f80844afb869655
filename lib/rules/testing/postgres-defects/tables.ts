import type { Defect } from './defect';

export const tablesDefects: readonly Defect[] = [
  {
    rule: 'tables/sequence-exhausting',
    plant: [
      'CREATE SCHEMA sequence_exhausting',
      'CREATE SEQUENCE sequence_exhausting.ticket AS integer',
      `SELECT setval('sequence_exhausting.ticket', 2000000000)`,
    ],
    finds: [{ subject: ['sequence_exhausting', 'ticket'], severity: 'critical' }],
  },
  {
    rule: 'tables/key-type-small',
    plant: [
      'CREATE SCHEMA key_type_small',
      'CREATE TABLE key_type_small.orders (id serial PRIMARY KEY)',
      `SELECT setval('key_type_small.orders_id_seq', 1200000000)`,
    ],
    finds: [{ subject: ['key_type_small', 'orders', 'id'], severity: 'warning' }],
  },
  {
    rule: 'tables/primary-key-missing',
    plant: [
      'CREATE SCHEMA keyless',
      'CREATE TABLE keyless.visits AS SELECT i AS page FROM generate_series(1, 2000) i',
      'ANALYZE keyless.visits',
    ],
    finds: [{ subject: ['keyless', 'visits'], severity: 'notice' }],
  },
  {
    rule: 'tables/unlogged',
    plant: ['CREATE SCHEMA unlogged', 'CREATE UNLOGGED TABLE unlogged.carts (id int PRIMARY KEY)'],
    finds: [{ subject: ['unlogged', 'carts'], severity: 'notice' }],
  },
  {
    rule: 'tables/replica-identity-missing',
    plant: [
      'CREATE SCHEMA replica_identity',
      'CREATE TABLE replica_identity.published (id int)',
      'CREATE PUBLICATION replica_identity FOR TABLE replica_identity.published',
    ],
    finds: [{ subject: ['replica_identity', 'published'], severity: 'warning' }],
  },
];
