import { NO_TIMESCALE } from '@/lib/collect/collector';
import { defineRule } from '../rule';
import { FIXED_SETTINGS, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

const NAME = 'timescaledb.telemetry_level';

export default defineRule({
  meta: {
    id: 'settings/telemetry-on',
    title: 'TimescaleDB sends telemetry to its maker',
    why: 'Once a day a job sends versions, sizes and counts of features to the vendor. That may be fine; it should be somebody’s decision.',
    source: 'https://www.tigerdata.com/docs/deploy/self-hosted/telemetry',
    needs: ['settings'],
    facts: {
      levels: { label: 'Kinds of telemetry that are on', source: `pg_settings: ${NAME}` },
    },
  },
  check({ settings }, { server }) {
    if (!server.timescale) return { notApplicable: NO_TIMESCALE.unavailable };
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const setting = settings.find(({ name }) => name === NAME);
    if (!setting) return { notApplicable: 'This build of TimescaleDB has no telemetry' };
    if (setting.setting === 'off') return [];
    return [
      {
        subject: [NAME],
        severity: 'notice',
        confidence: 'high',
        title: 'Decide whether TimescaleDB may send telemetry',
        detail: `${NAME} is ${setting.setting}. SELECT get_telemetry_report() shows what is sent.${settingLimits(setting)}`,
        facts: { levels: 1 },
        impact: {
          prevents: 'facts about this database that leave it unasked',
          basis: `${NAME} = ${setting.setting}.`,
        },
        ...settingAdvice(
          { setting, value: 'off', worsens: 'Nobody tells you of new releases in the server’s log.' },
          server,
        ),
      },
    ];
  },
});
