import { defineRule } from '../rule';
import { FIXED_SETTINGS, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

const NAME = 'wal_level';

export default defineRule({
  meta: {
    id: 'settings/wal-level-minimal',
    title: 'The log is not enough for a backup',
    why: 'At this level the log leaves out what loads write straight into files. There can be no base backup, no archive, no standby and no recovery to a point in time; a dump is all that is left.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-WAL-LEVEL',
    needs: ['settings'],
    facts: {
      senders: { label: 'Connections that may read the log', source: 'pg_settings: max_wal_senders' },
    },
  },
  check({ settings }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const setting = settings.find(({ name }) => name === NAME);
    if (setting?.setting !== 'minimal') return [];
    const senders = settings.find(({ name }) => name === 'max_wal_senders')?.setting;
    return [
      {
        subject: [NAME],
        severity: 'warning',
        confidence: 'high',
        title: 'Set wal_level to replica',
        detail: `It is minimal: no base backup and no recovery to a point in time.${settingLimits(setting)}`,
        facts: { senders: senders == null ? null : Number(senders) },
        impact: {
          prevents: 'the loss of everything since the last dump',
          basis: 'wal_level = minimal.',
        },
        ...settingAdvice(
          {
            setting,
            value: 'replica',
            worsens:
              'CREATE TABLE AS, COPY into a new table and index builds write their rows to the log as well.',
            note: 'Raise max_wal_senders from 0 with it, 10 is the default, and take a base backup after the restart: one from before cannot be rolled forward.',
          },
          server,
        ),
      },
    ];
  },
});
