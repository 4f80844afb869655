import { defineRule, type Finding } from '../rule';
import { FIXED_SETTINGS, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

/** Autovacuum itself, and the counters that tell it where to go. */
const NEEDED = ['autovacuum', 'track_counts'] as const;

export default defineRule({
  meta: {
    id: 'settings/autovacuum-off',
    title: 'Autovacuum is off',
    why: 'Dead rows stay, tables grow, the planner’s statistics get old. In the end the server vacuums by force against transaction wraparound, all at once and at a time that nobody chose.',
    source: 'https://www.postgresql.org/docs/current/routine-vacuuming.html',
    needs: ['settings'],
    facts: {
      settingsOff: { label: 'Settings that are off', source: 'pg_settings' },
    },
  },
  check({ settings }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const off = NEEDED.flatMap((name) =>
      settings.filter((setting) => setting.name === name && setting.setting === 'off'),
    );
    return off.map(
      (setting): Finding => ({
        subject: [setting.name],
        severity: 'critical',
        confidence: 'high',
        title: `Turn ${setting.name} on`,
        detail: `${
          setting.name === 'track_counts'
            ? 'Without its counters autovacuum does not know which tables changed, and does nothing.'
            : 'No table is vacuumed or analyzed by itself. To hold it off during a load, set autovacuum_enabled of that table instead.'
        }${settingLimits(setting)}`,
        facts: { settingsOff: off.length },
        impact: {
          prevents: 'bloat, bad plans and a vacuum by force',
          basis: `${setting.name} = off.`,
        },
        ...settingAdvice(
          {
            setting,
            value: 'on',
            worsens: 'At first it has much to catch up on, and reads the tables from the disk.',
          },
          server,
        ),
      }),
    );
  },
});
