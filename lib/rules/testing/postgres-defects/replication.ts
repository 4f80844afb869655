import { RELOAD } from '@/lib/sql/setting';
import type { Defect } from './defect';

const WRITE_A_FILE = [`SELECT pg_logical_emit_message(true, 'a', 'b')`, 'SELECT pg_switch_wal()'];

/** Of slots and subscriptions. What concerns standbys needs one: their own tests have it. */
export const replicationDefects: readonly Defect[] = [
  {
    rule: 'replication/slot-retaining',
    plant: [
      `ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'`,
      RELOAD,
      `SELECT pg_create_physical_replication_slot('gone', true)`,
      ...Array.from({ length: 4 }, () => WRITE_A_FILE).flat(),
      'CHECKPOINT',
      'ALTER SYSTEM RESET max_slot_wal_keep_size',
      RELOAD,
    ],
    finds: [{ subject: ['slot', 'gone'], severity: 'critical' }],
  },
  {
    rule: 'replication/slot-inactive',
    plant: [`SELECT pg_create_physical_replication_slot('left_behind', true)`],
    finds: [{ subject: ['slot', 'left_behind'], severity: 'critical' }],
  },
  {
    rule: 'replication/slot-unlimited',
    plant: [],
    finds: [{ subject: ['max_slot_wal_keep_size'], severity: 'notice' }],
  },
  {
    rule: 'replication/subscription-stopped',
    plant: [
      `CREATE SUBSCRIPTION from_nowhere CONNECTION 'host=/nowhere' PUBLICATION nothing WITH (connect = false)`,
    ],
    finds: [{ subject: ['subscription', 'from_nowhere'], severity: 'warning' }],
  },
];
