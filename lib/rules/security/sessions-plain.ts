import { counted } from '@/lib/format/count';
import { defineRule } from '../rule';
import { isOurEngine } from '../shared/security/catalog-step';

const MOST_NAMED = 5;

export default defineRule({
  meta: {
    id: 'security/sessions-plain',
    title: 'Sessions from other machines are not encrypted',
    why: 'Queries, rows and, with some methods, passwords go over the network in the clear. Clients ask for TLS only where their connection string or the server makes them.',
    source: 'https://www.postgresql.org/docs/current/ssl-tcp.html',
    needs: ['sessionEncryption'],
    wants: ['settings'],
    facts: {
      remotePlain: { label: 'Not encrypted, from other machines', source: 'pg_stat_ssl' },
      outdated: { label: 'With TLS 1.0 or 1.1', source: 'pg_stat_ssl' },
      remote: { label: 'From other machines', source: 'pg_stat_activity' },
    },
  },
  check({ sessionEncryption, settings }, { server }) {
    if (server.engine === 'embedded') return isOurEngine;
    const [sessions] = sessionEncryption;
    if (!sessions) return { notRun: 'The sessions were not read' };
    const { remote, remotePlain, outdated, plainRoles } = sessions;
    if (remotePlain === 0 && outdated === 0) return [];
    const isOff = settings?.some(({ name, setting }) => name === 'ssl' && setting === 'off');
    const named = plainRoles.slice(0, MOST_NAMED).join(', ');
    return [
      {
        subject: ['sessions'],
        severity: 'warning',
        // Behind a proxy or a private network the way may be encrypted all the same.
        confidence: 'medium',
        title:
          remotePlain > 0
            ? `Encrypt ${counted(remotePlain, 'session')} from other machines`
            : `Refuse TLS 1.0 and 1.1, which ${counted(outdated, 'session')} use`,
        detail: `${counted(remotePlain, 'session')} of ${remote} from other machines are in the clear${named === '' ? '' : ` (${named})`}${outdated > 0 ? `, ${counted(outdated, 'session')} with TLS 1.0 or 1.1` : ''}. ${isOff ? 'ssl is off: put a certificate and a key into place, turn it on and reload.' : 'Say hostssl in pg_hba.conf, sslmode=verify-full in the clients, and leave ssl_min_protocol_version at TLSv1.2.'}`,
        facts: { remotePlain, outdated, remote },
        impact: {
          prevents: 'rows and passwords that others on the way can read',
          basis:
            'pg_stat_ssl and pg_stat_activity now; sessions of this machine do not count, and a pooler on it hides its clients.',
        },
      },
    ];
  },
});
