import type { Row } from '@/lib/collect/snapshot';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { defineRule } from '../rule';

/** A file is archived within seconds of its end. */
const WARNING_SECONDS = 300;
/** Half an hour of commits that no archive has. */
const CRITICAL_SECONDS = 1_800;

export default defineRule({
  meta: {
    id: 'wal/archiver-not-running',
    title: 'Files of the log wait for an archiver that does not come',
    why: 'Archiving that is on but does nothing counts no failures, so monitoring that only counts those stays green. What waits is in no archive, and fills the disk.',
    source: 'https://www.postgresql.org/docs/current/continuous-archiving.html',
    needs: ['archiver'],
    timing: {
      warning: { forSeconds: 0, clearSeconds: 120 },
      critical: { forSeconds: 0, clearSeconds: 120 },
    },
    facts: {
      oldestReadySeconds: { label: 'The oldest file waits for', source: 'pg_ls_archive_statusdir()' },
      readyFiles: { label: 'Files that wait', source: 'pg_ls_archive_statusdir()' },
      readyBytes: { label: 'Log that waits', source: 'files × segment size' },
      archiverProcesses: { label: 'Archiver processes', source: 'pg_stat_activity' },
    },
  },
  check({ archiver: [row] }, { server, nowMs }) {
    if (!row) return { notRun: 'The archiver was not read' };
    if (row.mode === 'off') return { notApplicable: 'Archiving is off' };
    if (server.inRecovery && row.mode !== 'always')
      return { notApplicable: 'A standby archives only with archive_mode = always' };
    if (row.archiverProcesses === null || row.readyFiles === null)
      return { notRun: 'Waiting files and the archiver process are hidden' };
    // Attempts that fail are another rule's.
    if (row.isFailing || row.oldestReadyAt === null) return [];
    const oldestReadySeconds = (nowMs - Date.parse(row.oldestReadyAt)) / 1_000;
    if (oldestReadySeconds < WARNING_SECONDS) return [];
    const { readyFiles, readyBytes, archiverProcesses } = row;
    return [
      {
        subject: ['archiver'],
        severity: oldestReadySeconds >= CRITICAL_SECONDS ? 'critical' : 'warning',
        confidence: 'high',
        title: 'Find out why the log is not archived',
        detail: `${causeWords(row)} ${counted(readyFiles, 'file')} wait, ${bytes(readyBytes)}, the oldest for ${duration(oldestReadySeconds)}.`,
        facts: { oldestReadySeconds, readyFiles, readyBytes, archiverProcesses },
        impact: {
          ...(readyBytes !== null && { bytesAtRisk: readyBytes }),
          prevents: 'a gap in the archive, and a disk that fills up with log',
          basis: `The oldest file waits for ${duration(oldestReadySeconds)}, from ${duration(WARNING_SECONDS)} on.`,
        },
      },
    ];
  },
});

function causeWords({ hasCommand, hasLibrary, archiverProcesses }: Row<'archiver'>): string {
  if (hasCommand && hasLibrary)
    return 'Both archive_command and archive_library are set: from PostgreSQL 16 on the archiver ends at each start then. Empty one of them.';
  if (!hasCommand && !hasLibrary)
    return 'archive_mode is on, but neither archive_command nor archive_library is set. Set one of them, or switch archive_mode off with the next restart.';
  return archiverProcesses === 0
    ? 'No archiver process runs; the server’s log says why it ends.'
    : 'The archiver runs and does not fail, but is slower than the log is written.';
}
