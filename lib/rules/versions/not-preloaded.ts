import { NO_TIMESCALE } from '@/lib/collect/collector';
import { PRELOADED, preloadedLibraries } from '@/lib/derive/preloaded-libraries';
import { alterSystemList, alterSystemListBack } from '@/lib/sql/setting';
import { defineRule } from '../rule';
import { settingAdvice, settingLimits } from '../shared/settings/setting-advice';

const LIBRARY = 'timescaledb';

export default defineRule({
  meta: {
    id: 'versions/not-preloaded',
    title: 'TimescaleDB is installed, but the server does not load it at its start',
    why: 'Its scheduler and its planner come with the library that the server loads first. Without it the first statement that uses a hypertable ends the session, and no job runs.',
    source: 'https://www.tigerdata.com/docs/deploy/self-hosted/configuration/about-configuration',
    needs: ['settings', 'extensions'],
    facts: {
      libraries: { label: 'Libraries loaded at the start', source: 'pg_settings: shared_preload_libraries' },
    },
  },
  check({ settings, extensions }, { server }) {
    if (!extensions.some(({ name }) => name === LIBRARY)) return { notApplicable: NO_TIMESCALE.unavailable };
    if (server.engine === 'embedded')
      return { notApplicable: 'This engine loads TimescaleDB by itself, without a list' };
    const setting = settings.find(({ name }) => name === PRELOADED);
    const libraries = preloadedLibraries(settings);
    if (!setting || !libraries)
      return { notRun: `${PRELOADED} is not visible to this role; pg_read_all_settings shows it` };
    if (libraries.some(isTimescale)) return [];
    const wanted = [...libraries, LIBRARY];
    return [
      {
        subject: [PRELOADED],
        severity: 'critical',
        confidence: 'high',
        title: `Add ${LIBRARY} to ${PRELOADED}`,
        detail: `The extension is in this database, and the server loads ${libraries.length === 0 ? 'no library' : libraries.join(', ')} at its start.${settingLimits(setting)}`,
        facts: { libraries: libraries.length },
        impact: {
          prevents: 'sessions that end and jobs that never run',
          basis: `${PRELOADED} = '${setting.setting}' has no ${LIBRARY}.`,
        },
        ...settingAdvice(
          {
            setting,
            value: wanted.join(', '),
            statements: {
              set: alterSystemList(PRELOADED, wanted),
              asBefore: alterSystemListBack(PRELOADED, libraries, setting.isFromAlterSystem),
            },
            worsens: 'A library that is missing on the disk keeps the server from starting.',
            note: 'On standbys as well, before they are promoted.',
          },
          server,
        ),
      },
    ];
  },
});

const isTimescale = (library: string) => library.split('/').at(-1)?.replace(/\.so$/, '') === LIBRARY;
