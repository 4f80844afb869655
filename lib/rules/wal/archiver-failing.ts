import { secondsSince } from '@/lib/derive/seconds-since';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { defineRule } from '../rule';

/** pgMonitor's: the server tries again every minute, and short troubles of a repository pass. */
const CRITICAL_SECONDS = 300;

export default defineRule({
  meta: {
    id: 'wal/archiver-failing',
    title: 'The log is not archived',
    why: 'Nothing that is written since the last archived file can be restored from the archive. Files that wait are kept, so the disk of the log fills up and the server stops.',
    source: 'https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ARCHIVER-VIEW',
    needs: ['archiver'],
    timing: { critical: { forSeconds: 300, clearSeconds: 600 } },
    facts: {
      failingSeconds: { label: 'Nothing archived for', source: 'pg_stat_archiver.last_archived_time' },
      failures: { label: 'Failures since the statistics’ reset', source: 'pg_stat_archiver' },
      readyFiles: { label: 'Files that wait', source: 'pg_ls_archive_statusdir()' },
      readyBytes: { label: 'Log that waits', source: 'files × segment size' },
    },
  },
  check({ archiver: [row] }, { nowMs }) {
    if (!row) return { notRun: 'The archiver was not read' };
    if (row.mode === 'off') return { notApplicable: 'Archiving is off' };
    const failingSeconds = secondsSince(row.lastArchivedAt ?? row.oldestReadyAt, nowMs);
    if (!row.isFailing || (failingSeconds !== null && failingSeconds < CRITICAL_SECONDS)) return [];
    const { failures, readyFiles, readyBytes } = row;
    return [
      {
        subject: ['archiver'],
        severity: 'critical',
        confidence: 'high',
        title: 'Make archiving of the log work again',
        detail: `${row.lastArchivedAt === null ? 'No file was ever archived since the statistics were reset' : `The last file was archived ${duration(failingSeconds)} ago`}, and the newest attempt failed (${counted(failures, 'failure')} so far). ${
          readyFiles === null
            ? 'How many files wait is hidden.'
            : `${counted(readyFiles, 'file')} wait, ${bytes(readyBytes)}.`
        } The server’s log has the words of the command: run it by hand for the oldest file as the server’s user. Never answer with archive_command = true: it throws the log away.`,
        facts: { failingSeconds, failures, readyFiles, readyBytes },
        impact: {
          ...(readyBytes !== null && { bytesAtRisk: readyBytes }),
          prevents: 'a gap in the archive, and a disk that fills up with log',
          basis: `${count(failures)} failures, the newest after the newest success; from ${duration(CRITICAL_SECONDS)} on.`,
        },
      },
    ];
  },
});
