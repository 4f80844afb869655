import type { Defect } from './defect';

const WRITE_A_FILE = [`SELECT pg_logical_emit_message(true, 'a', 'b')`, 'SELECT pg_switch_wal()'];

/**
 * What concerns other servers. Most rules of sessions, replication and the log wait for minutes, which a test cannot:
 * their own tests plant those.
 */
export const replicationDefects: readonly Defect[] = [
  {
    rule: 'replication/slot-retaining',
    settings: { max_slot_wal_keep_size: '1MB' },
    plant: [
      `SELECT pg_create_physical_replication_slot('gone', true)`,
      ...Array.from({ length: 4 }, () => WRITE_A_FILE).flat(),
      'CHECKPOINT',
    ],
    finds: [{ subject: ['slot', 'gone'], severity: 'critical' }],
  },
];
