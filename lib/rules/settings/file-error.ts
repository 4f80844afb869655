import type { Row } from '@/lib/collect/snapshot';
import { counted } from '@/lib/format/count';
import { defineRule } from '../rule';
import { FIXED_SETTINGS } from '../shared/settings/setting-advice';

const MOST_NAMED = 5;
/**
 * Also what stands beside a line that only waits for a restart, or that the command line overrules: of settings that
 * take a restart it tells no mistake from that.
 */
const NOT_APPLIED = 'setting could not be applied';

export default defineRule({
  meta: {
    id: 'settings/file-error',
    title: 'The configuration files have a mistake',
    why: 'A server that runs goes on with what it had, and a reload only writes a line into the log. The next start fails at the mistake, at a time when nobody expects it.',
    source: 'https://www.postgresql.org/docs/current/view-pg-file-settings.html',
    needs: ['configurationFiles', 'settings'],
    facts: {
      lines: { label: 'Lines with a mistake', source: 'pg_file_settings' },
    },
  },
  check({ configurationFiles, settings }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const takesRestart = new Set(
      settings.filter(({ context }) => context === 'postmaster').map(({ name }) => name.toLowerCase()),
    );
    const wrong = configurationFiles.filter(
      ({ name, error }) =>
        error !== null && !(error === NOT_APPLIED && name !== null && takesRestart.has(name.toLowerCase())),
    );
    if (wrong.length === 0) return [];
    const more = wrong.length - MOST_NAMED;
    return [
      {
        subject: ['postgresql'],
        severity: 'critical',
        confidence: 'high',
        title: `Mend ${counted(wrong.length, 'line')} of the configuration before the next start`,
        detail: `${wrong.slice(0, MOST_NAMED).map(place).join('; ')}${more > 0 ? `; and ${more} more` : ''}. Mend them in the file, or take a line of postgresql.auto.conf back with ALTER SYSTEM RESET, then reload and look at pg_file_settings again.`,
        facts: { lines: wrong.length },
        impact: {
          prevents: 'a server that does not start again',
          basis: `pg_file_settings has ${counted(wrong.length, 'error')} that no restart explains.`,
        },
      },
    ];
  },
});

const place = ({ name, file, line, error }: Row<'configurationFiles'>) =>
  `${name ?? 'a line'} (${file === null ? 'file not known' : `${file}${line === null ? '' : `, line ${line}`}`}): ${error}`;
