import { defineRule } from '../rule';
import { FIXED_SETTINGS, isOurOwn, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

const NAME = 'password_encryption';
/** From here on the server itself warns of such passwords. */
const DEPRECATED_MAJOR = 18;

export default defineRule({
  meta: {
    id: 'security/passwords-md5',
    title: 'New passwords are kept as md5',
    why: 'The hash alone is enough to sign in, and the same password has the same hash on every server. PostgreSQL 18 calls it deprecated; SCRAM has been there since 10.',
    source: 'https://www.postgresql.org/docs/current/auth-password.html',
    needs: ['settings'],
    wants: ['roles'],
    facts: {
      logins: { label: 'Roles that may sign in', source: 'pg_roles' },
    },
  },
  check({ settings, roles }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const setting = settings.find(({ name }) => name === NAME);
    if (!setting) return { notRun: `${NAME} was not read` };
    if (isOurOwn(setting))
      return {
        notRun: 'The monitoring role has a value of its own, which says nothing about other sessions',
      };
    // Before 10 it was a switch, and `on` still means md5.
    if (!['md5', 'on'].includes(setting.setting ?? '')) return [];
    return [
      {
        subject: [NAME],
        severity: 'warning',
        confidence: 'high',
        title: 'Keep new passwords as SCRAM',
        detail: `${server.major >= DEPRECATED_MAJOR ? 'PostgreSQL 18 warns at each such password. ' : server.major === 13 ? 'It is the default of PostgreSQL 13. ' : ''}Which roles have such a hash only a superuser can see: SELECT rolname FROM pg_authid WHERE rolpassword LIKE 'md5%'. Each gets the new kind when its password is set again.${settingLimits(setting)}`,
        facts: { logins: roles?.filter(({ canLogin }) => canLogin).length ?? null },
        impact: {
          prevents: 'hashes that are as good as the password',
          basis: `${NAME} = ${setting.setting}.`,
        },
        ...settingAdvice(
          {
            setting,
            value: 'scram-sha-256',
            worsens: 'Drivers from before 2018 cannot sign in with a password that is set from then on.',
            note: 'A line of pg_hba.conf with md5 accepts both kinds; make it scram-sha-256 when the last password was set again.',
          },
          server,
        ),
      },
    ];
  },
});
