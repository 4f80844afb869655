import { RELOAD } from '@/lib/sql/setting';
import type { Defect } from './defect';

export const settingsDefects: readonly Defect[] = [
  {
    rule: 'settings/autovacuum-off',
    plant: ['ALTER SYSTEM SET autovacuum = off', RELOAD],
    finds: [{ subject: ['autovacuum'], severity: 'critical' }],
  },
];
