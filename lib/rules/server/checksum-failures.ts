import { counted } from '@/lib/format/count';
import { defineRule } from '../rule';

export default defineRule({
  meta: {
    id: 'server/checksum-failures',
    title: 'Damaged pages were read',
    why: 'The disk or what lies between gave back other bytes than were written. Every page of it that is written again may take the damage into backups and make it last.',
    source: 'https://www.postgresql.org/docs/current/checksums.html',
    needs: ['databaseCounters'],
    timing: { critical: { forSeconds: 0, clearSeconds: 0 } },
    facts: {
      checksumFailures: {
        label: 'Since the statistics’ reset',
        source: 'pg_stat_database.checksum_failures',
      },
    },
  },
  check({ databaseCounters: [row] }) {
    if (!row) return { notRun: 'The counters of the database were not read' };
    const { checksumFailures, statsResetAt } = row;
    if (checksumFailures === null) return { notApplicable: 'Data checksums are off: damage is not noticed' };
    if (checksumFailures === 0) return [];
    return [
      {
        subject: ['checksums'],
        severity: 'critical',
        confidence: 'high',
        title: `Rescue what is on this disk: ${counted(checksumFailures, 'damaged page')} met`,
        detail: `Counted since ${statsResetAt ?? 'the last reset of the statistics'}. The server’s log names the files. Take a copy to another machine before anything else, keep the old backups, check the disks and their controllers, and restore the relations that are hit from a backup that is older than the damage. ignore_checksum_failure and zero_damaged_pages lose rows.`,
        facts: { checksumFailures },
        impact: {
          prevents: 'damage that spreads into every backup',
          basis: `${counted(checksumFailures, 'failure')}; one is enough.`,
        },
      },
    ];
  },
});
