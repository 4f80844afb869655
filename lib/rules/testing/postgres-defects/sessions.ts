import type { Defect } from './defect';

/** Room for 20 sessions, of which three are for superusers. */
const MOST_SESSIONS = '20';
/** With all others that are held they leave three: enough to be critical, and for sessions that are just ending. */
const IDLE_SESSIONS = 8;

const WANT_ITS_ROW = 'UPDATE forgotten.orders SET total = 0';

/** One session forgot to commit, and others wait for the row that it wrote. */
export const sessionsDefects: readonly Defect[] = [
  {
    rule: 'sessions/idle-in-transaction',
    plant: [
      'CREATE SCHEMA forgotten',
      'CREATE TABLE forgotten.orders (id int PRIMARY KEY, total int)',
      'INSERT INTO forgotten.orders VALUES (1, 10)',
    ],
    hold: [{ statements: ['BEGIN', 'UPDATE forgotten.orders SET total = 1'] }],
    finds: [{ subject: ['role', 'postgres'], severity: 'critical' }],
  },
  {
    rule: 'sessions/blocked',
    plant: [],
    hold: Array.from({ length: 3 }, () => ({ statements: [], waits: WANT_ITS_ROW })),
    finds: [{ subject: ['locks'], severity: 'critical' }],
  },
  {
    rule: 'sessions/transaction-long',
    plant: [],
    hold: [{ statements: [], waits: 'SELECT pg_sleep(600)' }],
    finds: [{ subject: ['role', 'postgres'], severity: 'critical' }],
  },
  {
    rule: 'sessions/lock-table-filling',
    plant: [],
    hold: [{ statements: ['SELECT count(pg_advisory_lock(i)) FROM generate_series(1, 1000) i'] }],
    finds: [{ subject: ['locks', 'table'], severity: 'warning' }],
  },
  {
    rule: 'sessions/connections-near-limit',
    plant: [],
    settings: { max_connections: MOST_SESSIONS },
    hold: Array.from({ length: IDLE_SESSIONS }, () => ({ statements: ['SELECT 1'] })),
    finds: [{ subject: ['connections'], severity: 'critical' }],
  },
  {
    rule: 'sessions/prepared-transaction-old',
    settings: { max_prepared_transactions: '2' },
    plant: [
      'CREATE SCHEMA prepared',
      'CREATE TABLE prepared.orders (id int PRIMARY KEY)',
      `BEGIN; INSERT INTO prepared.orders VALUES (1); PREPARE TRANSACTION 'order 1'`,
    ],
    finds: [{ subject: ['prepared', 'postgres', 'order 1'], severity: 'critical' }],
  },
];
