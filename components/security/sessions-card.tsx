import { FactList } from '@/components/settings/fact-list';
import { Unknown } from '@/components/ui/unknown';
import type { SecurityAnswer } from '@/lib/api/security';
import { count, counted } from '@/lib/format/count';

/** How sessions from other machines are encrypted, and the settings that decide about it. */
export function SessionsCard({ sessions, settings }: Pick<SecurityAnswer, 'sessions' | 'settings'>) {
  const notRead = <Unknown reason="could not be read" />;
  return (
    <FactList
      title="Sessions and passwords"
      description="As of the last look; a pooler on the same machine hides its clients"
      facts={[
        {
          name: 'From other machines',
          value:
            sessions === null
              ? notRead
              : `${count(sessions.remote)} of ${counted(sessions.sessions, 'session')}`,
        },
        {
          name: 'Not encrypted',
          value: sessions === null ? notRead : counted(sessions.remotePlain, 'session'),
          ...(sessions && sessions.plainRoles.length > 0 && { note: sessions.plainRoles.join(', ') }),
        },
        {
          name: 'TLS 1.0 or 1.1',
          value: sessions === null ? notRead : counted(sessions.outdated, 'session'),
        },
        ...(settings === null
          ? [{ name: 'Settings', value: notRead }]
          : settings.map(({ name, setting }) => ({ name, value: setting || 'empty' }))),
      ]}
    />
  );
}
