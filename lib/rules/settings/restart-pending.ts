import { counted } from '@/lib/format/count';
import { defineRule } from '../rule';
import { FIXED_SETTINGS } from '../shared/settings/setting-advice';

export default defineRule({
  meta: {
    id: 'settings/restart-pending',
    title: 'Changed settings wait for a restart',
    why: 'The configuration files say something else than the server does. The next restart, wanted or not, brings the change, and by then nobody remembers it.',
    source: 'https://www.postgresql.org/docs/current/view-pg-settings.html',
    needs: ['settings'],
    facts: {
      pending: { label: 'Settings that wait', source: 'pg_settings: pending_restart' },
    },
  },
  check({ settings }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const pending = settings.filter(({ isPendingRestart }) => isPendingRestart).map(({ name }) => name);
    if (pending.length === 0) return [];
    return [
      {
        subject: ['postgresql'],
        severity: 'notice',
        confidence: 'high',
        title: `${counted(pending.length, 'setting')} ${pending.length === 1 ? 'waits' : 'wait'} for a restart`,
        detail: `${pending.join(', ')}. Restart the server at a time of your choice, or take the change back. SELECT * FROM pg_file_settings shows what the files say; a mistake there may keep the server from starting.`,
        facts: { pending: pending.length },
        impact: {
          prevents: 'a change that comes with a restart nobody planned',
          basis: `pg_settings marks ${counted(pending.length, 'setting')}.`,
        },
      },
    ];
  },
});
