import { bytes } from '@/lib/format/bytes';
import { defineRule } from '../rule';
import { FIXED_SETTINGS } from '../shared/settings/setting-advice';

/** From here on initdb turns them on, so that somebody turned them off. */
const ON_AT_FIRST_MAJOR = 18;

export default defineRule({
  meta: {
    id: 'settings/checksums-off',
    title: 'Damaged pages are not noticed',
    why: 'Without checksums a page that a disk, a controller or a file system has changed is read as if it were right. Its damage goes into results, standbys and backups, until no good copy is left.',
    source: 'https://www.postgresql.org/docs/current/checksums.html',
    needs: ['settings'],
    wants: ['storageSizes'],
    facts: {
      dataBytes: { label: 'Databases in all', source: 'pg_database_size' },
    },
  },
  check({ settings, storageSizes }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const setting = settings.find(({ name }) => name === 'data_checksums');
    if (!setting) return { notRun: 'data_checksums was not read' };
    if (setting.setting !== 'off') return [];
    const sizes = storageSizes?.filter(({ kind }) => kind === 'database').map(({ totalBytes }) => totalBytes);
    const dataBytes = sizes?.every((size) => size !== null)
      ? sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
      : null;
    return [
      {
        subject: ['data_checksums'],
        severity: server.major >= ON_AT_FIRST_MAJOR ? 'warning' : 'notice',
        confidence: 'high',
        title: 'Turn checksums of data pages on',
        detail: `No SQL can: stop the server cleanly, run pg_checksums --enable --progress on its data directory, and start it. It writes every page${dataBytes === null ? '' : `, about ${bytes(dataBytes)}`}. With a standby do it there first and swap the two; the way back is pg_checksums --disable, which takes a moment.`,
        facts: { dataBytes },
        impact: {
          prevents: 'damage that is found when the last good backup is gone',
          basis: `data_checksums = off; ${server.major >= ON_AT_FIRST_MAJOR ? 'from PostgreSQL 18 a new cluster has them' : 'before PostgreSQL 18 a new cluster had none unless initdb was told so'}.`,
        },
      },
    ];
  },
});
