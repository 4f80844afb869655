import { RELOAD } from '@/lib/sql/setting';
import { byShell } from './by-shell';
import type { Defect } from './defect';

/**
 * What a server that runs can have at once. Not among them: `wal_level` minimal, which no standby or slot survives;
 * checksums, which initdb turns on from 18.
 */
export const settingsDefects: readonly Defect[] = [
  {
    rule: 'settings/autovacuum-off',
    plant: ['ALTER SYSTEM SET autovacuum = off', RELOAD],
    finds: [{ subject: ['autovacuum'], severity: 'critical' }],
  },
  {
    rule: 'settings/data-at-risk',
    plant: [
      'CREATE ROLE rescuer',
      'ALTER ROLE rescuer SET zero_damaged_pages = on',
      'CREATE ROLE loader',
      'ALTER ROLE loader IN DATABASE postgres SET session_replication_role = replica',
    ],
    finds: [
      { subject: ['zero_damaged_pages', '*', 'rescuer'], severity: 'critical' },
      { subject: ['session_replication_role', 'postgres', 'loader'], severity: 'warning' },
    ],
  },
  {
    rule: 'settings/diagnostics-off',
    plant: ['ALTER SYSTEM SET log_autovacuum_min_duration = -1', RELOAD],
    finds: [
      { subject: ['log_autovacuum_min_duration'], severity: 'notice' },
      { subject: ['log_lock_waits'], severity: 'notice' },
      { subject: ['track_io_timing'], severity: 'notice' },
    ],
  },
  {
    rule: 'settings/file-error',
    plant: [byShell('cat >> %s', `current_setting('config_file')`, 'work_mem = plenty')],
    finds: [{ subject: ['postgresql'], severity: 'critical' }],
  },
  {
    rule: 'settings/idle-transactions-unlimited',
    plant: [],
    finds: [{ subject: ['idle_in_transaction_session_timeout'], severity: 'notice' }],
  },
  {
    rule: 'settings/max-wal-size-small',
    plant: Array.from({ length: 6 }, () => 'CHECKPOINT'),
    finds: [{ subject: ['max_wal_size'], severity: 'notice' }],
  },
  {
    rule: 'settings/memory-unfit',
    // Planted with server/cache-hit-low, whose server has next to no buffers.
    plant: [],
    finds: [{ subject: ['shared_buffers'], severity: 'notice' }],
  },
  {
    rule: 'settings/plan-method-off',
    plant: ['ALTER SYSTEM SET enable_tidscan = off', RELOAD],
    finds: [{ subject: ['enable_tidscan'], severity: 'warning' }],
  },
  {
    rule: 'settings/restart-pending',
    plant: ['ALTER SYSTEM SET max_files_per_process = 900', RELOAD],
    finds: [{ subject: ['postgresql'], severity: 'notice' }],
  },
  {
    rule: 'settings/synchronous-commit-off',
    plant: ['ALTER SYSTEM SET synchronous_commit = off', RELOAD],
    finds: [{ subject: ['synchronous_commit'], severity: 'notice' }],
  },
];
