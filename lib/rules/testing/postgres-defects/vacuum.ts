import type { Defect } from './defect';

/** Else what a session wrote is counted after its ANALYZE, as if it came later. */
const COUNTED = 'SELECT pg_stat_force_next_flush()';

/**
 * Of tables that vacuum should have come to. Not among them, because no test can wait or write for them: ages of half a
 * billion transactions, an hour of busy workers.
 */
export const vacuumDefects: readonly Defect[] = [
  {
    rule: 'vacuum/queue',
    plant: [
      'CREATE SCHEMA vacuum_queue',
      'CREATE TABLE vacuum_queue.written (id int PRIMARY KEY, state int)',
      'INSERT INTO vacuum_queue.written SELECT i, 0 FROM generate_series(1, 12000) i',
      'UPDATE vacuum_queue.written SET state = 1',
      COUNTED,
      'ANALYZE vacuum_queue.written',
    ],
    finds: [{ subject: ['vacuum_queue', 'written'], severity: 'warning' }],
  },
  {
    rule: 'vacuum/insert-only-unvacuumed',
    plant: [
      'CREATE SCHEMA insert_only',
      'CREATE TABLE insert_only.events (id int PRIMARY KEY)',
      'INSERT INTO insert_only.events SELECT generate_series(1, 60000)',
      COUNTED,
      'ANALYZE insert_only.events',
      // It grew after its rows were last counted.
      `UPDATE pg_class SET reltuples = 1000 WHERE oid = 'insert_only.events'::regclass`,
    ],
    finds: [{ subject: ['insert_only', 'events'], severity: 'notice' }],
  },
  {
    rule: 'vacuum/analyze-stale',
    plant: [
      'CREATE SCHEMA analyze_stale',
      'CREATE TABLE analyze_stale.changed (id int PRIMARY KEY)',
      'VACUUM analyze_stale.changed',
      'INSERT INTO analyze_stale.changed SELECT generate_series(1, 12000)',
      'VACUUM analyze_stale.changed',
    ],
    finds: [{ subject: ['analyze_stale', 'changed'], severity: 'warning' }],
  },
  {
    rule: 'vacuum/table-bloat',
    plant: [
      'CREATE SCHEMA emptied',
      'CREATE TABLE emptied.notes (id int PRIMARY KEY, note text)',
      `INSERT INTO emptied.notes SELECT i, repeat('x', 1900) FROM generate_series(1, 6500) i`,
      'DELETE FROM emptied.notes WHERE id % 8 <> 0',
      COUNTED,
      'VACUUM (ANALYZE) emptied.notes',
    ],
    finds: [{ subject: ['emptied', 'notes'], severity: 'warning' }],
  },
  {
    rule: 'vacuum/disabled-on-table',
    plant: [
      'CREATE SCHEMA vacuum_disabled',
      'CREATE TABLE vacuum_disabled.forgotten (id int PRIMARY KEY) WITH (autovacuum_enabled = false)',
    ],
    finds: [{ subject: ['vacuum_disabled', 'forgotten'], severity: 'notice' }],
  },
];
