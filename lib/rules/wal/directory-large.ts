import type { Row } from '@/lib/collect/snapshot';
import { settingBytes } from '@/lib/derive/setting-bytes';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { defineRule } from '../rule';
import { EMBEDDED_ENGINE } from '../shared/server/embedded-engine';

/** max_wal_size is a soft limit; twice of it is not passed by a burst between two checkpoints. */
const TIMES_EXPECTED = 2;
const LEAST_BYTES_OVER = 1_073_741_824;
/** Half of the disk: the other half may be gone before somebody looks. */
const CRITICAL_DISK_RATIO = 0.5;
/** Of a disk of unknown size: twice the warning's, and where log that a slot keeps is critical too. */
const CRITICAL_TIMES_EXPECTED = 4;
const CRITICAL_BYTES_OVER = 10e9;

export default defineRule({
  meta: {
    id: 'wal/directory-large',
    title: 'The log takes much more room than it should',
    why: 'Something keeps files of the log that checkpoints would have removed. When the disk is full the server stops, and does not start again before there is room.',
    source: 'https://www.postgresql.org/docs/current/wal-configuration.html',
    needs: ['wal', 'settings'],
    wants: ['replicationSlots', 'archiver'],
    timing: {
      warning: { forSeconds: 300, clearSeconds: 600 },
      critical: { forSeconds: 60, clearSeconds: 600 },
    },
    facts: {
      directoryBytes: { label: 'In pg_wal', source: 'pg_ls_waldir()' },
      expectedBytes: { label: 'Expected at most', source: 'max_wal_size + wal_keep_size' },
      slotBytes: { label: 'Kept by the furthest slot', source: 'pg_replication_slots' },
      archiverBytes: { label: 'Wait for the archiver', source: 'pg_ls_archive_statusdir()' },
    },
  },
  check({ wal: [row], settings, replicationSlots, archiver }, { server, profile }) {
    if (server.engine === 'embedded') return EMBEDDED_ENGINE;
    if (!row || row.directoryBytes === null) return { notRun: 'The files of the log may not be listed' };
    const maxWalBytes = settingBytes('max_wal_size', settings);
    if (maxWalBytes === null) return { notRun: 'max_wal_size was not read' };
    const { directoryBytes } = row;
    const expectedBytes = maxWalBytes + (settingBytes('wal_keep_size', settings) ?? 0);
    if (directoryBytes <= Math.max(TIMES_EXPECTED * expectedBytes, expectedBytes + LEAST_BYTES_OVER))
      return [];
    const slot = furthest(replicationSlots);
    const archiverBytes = archiver?.[0]?.readyBytes ?? null;
    return [
      {
        subject: ['pg_wal'],
        severity: isCritical(directoryBytes, expectedBytes, profile.diskBytes) ? 'critical' : 'warning',
        confidence: 'high',
        title: `Find out what keeps ${bytes(directoryBytes)} of log`,
        detail: `${counted(row.files, 'file')}; ${bytes(expectedBytes)} are expected at most. ${causeWords(slot, archiverBytes, directoryBytes - expectedBytes)}`,
        facts: { directoryBytes, expectedBytes, slotBytes: slot?.retainedBytes ?? null, archiverBytes },
        impact: {
          bytesAtRisk: directoryBytes,
          prevents: 'a server that stops because its disk is full of log',
          basis: `${bytes(directoryBytes)} against ${bytes(expectedBytes)} of max_wal_size and wal_keep_size.`,
        },
      },
    ];
  },
});

const isCritical = (directoryBytes: number, expectedBytes: number, diskBytes: number | undefined) =>
  diskBytes === undefined
    ? directoryBytes > CRITICAL_TIMES_EXPECTED * expectedBytes &&
      directoryBytes - expectedBytes >= CRITICAL_BYTES_OVER
    : directoryBytes >= CRITICAL_DISK_RATIO * diskBytes;

type Slot = Row<'replicationSlots'>;

function furthest(slots: readonly Slot[] | null): Slot | null {
  const known = (slots ?? []).filter(({ retainedBytes }) => retainedBytes !== null);
  return known.toSorted((a, b) => (b.retainedBytes ?? 0) - (a.retainedBytes ?? 0))[0] ?? null;
}

/** What explains at least half of what is too much. */
function causeWords(slot: Slot | null, archiverBytes: number | null, overBytes: number): string {
  const explains = (kept: number | null | undefined) => (kept ?? 0) >= overBytes / 2;
  const bySlot = explains(slot?.retainedBytes);
  const byArchiver = explains(archiverBytes);
  if (bySlot && (!byArchiver || (slot?.retainedBytes ?? 0) >= (archiverBytes ?? 0)))
    return `The slot ${slot?.name} keeps ${bytes(slot?.retainedBytes)} of it.`;
  if (byArchiver) return `${bytes(archiverBytes)} of it wait to be archived.`;
  return 'Neither a slot nor the archiver explains it: a checkpoint may be under way for long, a long base backup, or max_wal_size was lowered and the next checkpoints remove it.';
}
