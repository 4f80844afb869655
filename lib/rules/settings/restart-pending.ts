import type { Row } from '@/lib/collect/snapshot';
import { secondsSince } from '@/lib/derive/seconds-since';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { defineRule } from '../rule';
import { FIXED_SETTINGS } from '../shared/settings/setting-advice';

/** So long a change waits for a window; after that it was forgotten (operations reference: pending restart). */
const FORGOTTEN_SECONDS = 7 * 86_400;

export default defineRule({
  meta: {
    id: 'settings/restart-pending',
    title: 'Changed settings wait for a restart',
    why: 'The configuration files say something else than the server does. The next restart, wanted or not, brings the change, and by then nobody remembers it.',
    source: 'https://www.postgresql.org/docs/current/view-pg-settings.html',
    needs: ['settings'],
    wants: ['configurationLoad', 'configurationFiles'],
    facts: {
      pending: { label: 'Settings that wait', source: 'pg_settings: pending_restart' },
      waitingSeconds: { label: 'Wait at least since the last reload', source: 'pg_conf_load_time()' },
    },
  },
  check({ settings, configurationLoad, configurationFiles }, { server, nowMs }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const pending = settings.filter(({ isPendingRestart }) => isPendingRestart).map(({ name }) => name);
    if (pending.length === 0)
      return server.isSuperuser || server.isMonitor
        ? []
        : { notRun: 'Settings that only superusers and pg_read_all_settings see are hidden' };
    const waitingSeconds = secondsSince(configurationLoad?.[0]?.loadedAt, nowMs);
    const isForgotten = waitingSeconds !== null && waitingSeconds >= FORGOTTEN_SECONDS;
    return [
      {
        subject: ['postgresql'],
        severity: isForgotten ? 'warning' : 'notice',
        confidence: 'high',
        title: `${counted(pending.length, 'setting')} ${pending.length === 1 ? 'waits' : 'wait'} for a restart`,
        detail: `${pending.map((name) => withFile(name, configurationFiles)).join(', ')}. ${
          waitingSeconds === null
            ? ''
            : `The files were last read ${duration(waitingSeconds)} ago, so the change is at least that old. `
        }Restart the server at a time of your choice, or take the change back. SELECT * FROM pg_file_settings shows what the files say; a mistake there may keep the server from starting.`,
        facts: { pending: pending.length, waitingSeconds },
        impact: {
          prevents: 'a change that comes with a restart nobody planned',
          basis: `pg_settings marks ${counted(pending.length, 'setting')}${isForgotten ? `, for longer than ${duration(FORGOTTEN_SECONDS)}` : ''}.`,
        },
      },
    ];
  },
});

function withFile(name: string, files: readonly Row<'configurationFiles'>[] | null): string {
  const line = files?.findLast((row) => row.name === name);
  return line?.setting == null ? name : `${name} (the files say ${line.setting})`;
}
