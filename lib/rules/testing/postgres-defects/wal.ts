import type { Defect } from './defect';

/** Not among them: gigabytes of log, which a test cannot write; an archiver that is away is none that fails. */
export const walDefects: readonly Defect[] = [
  {
    rule: 'wal/archiver-failing',
    settings: { archive_mode: 'on', archive_command: 'false' },
    // The slots of `replication.ts` have filled files of the log.
    plant: [],
    finds: [{ subject: ['archiver'], severity: 'critical' }],
  },
];
