import { defineRule } from '../rule';
import { FIXED_SETTINGS, isOurOwn, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

const NAME = 'ssl_min_protocol_version';
/** The default since PostgreSQL 13. */
const ADVISED = 'TLSv1.2';

export default defineRule({
  meta: {
    id: 'security/tls-old-allowed',
    title: 'The server still speaks TLS 1.0 or 1.1',
    why: 'RFC 8996 forbids both since 2021: their hashes are broken. Whoever sits on the way can talk a client down to the oldest version that both sides take.',
    source: 'https://www.rfc-editor.org/rfc/rfc8996',
    needs: ['settings'],
    wants: ['sessionEncryption'],
    facts: {
      outdated: { label: 'Sessions that use them now', source: 'pg_stat_ssl' },
    },
  },
  check({ settings, sessionEncryption }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const ssl = settings.find(({ name }) => name === 'ssl');
    if (!ssl) return { notRun: 'ssl was not read' };
    // Without TLS its oldest version does not matter; that sessions are in the clear is told by another rule.
    if (ssl.setting !== 'on') return [];
    const setting = settings.find(({ name }) => name === NAME);
    if (!setting) return { notRun: `${NAME} is shown to superusers and pg_read_all_settings only` };
    if (isOurOwn(setting)) return { notRun: `${NAME} has a value of the monitoring role alone` };
    if (!['', 'TLSv1', 'TLSv1.1'].includes(setting.setting ?? '')) return [];
    const outdated = sessionEncryption?.[0]?.outdated ?? null;
    return [
      {
        subject: [NAME],
        severity: 'warning',
        confidence: 'high',
        title: 'Refuse TLS 1.0 and 1.1',
        detail: `${NAME} is ${setting.setting || 'empty, so any version'}.${outdated === null ? '' : outdated === 0 ? ' No session uses them now.' : ' Sessions use them now: bring those clients up to date first.'}${settingLimits(setting)}`,
        facts: { outdated },
        impact: {
          prevents: 'sessions that are talked down to encryption which can be broken',
          basis: `ssl is on and ${NAME} = ${setting.setting || '(empty)'}.`,
        },
        ...settingAdvice(
          {
            setting,
            value: ADVISED,
            worsens: 'Clients with OpenSSL from before 2012 cannot connect with TLS any more.',
          },
          server,
        ),
      },
    ];
  },
});
