import type { Row } from '@/lib/collect/snapshot';
import { defineRule } from '../rule';
import { isLoopback } from '../shared/security/loopback';
import { FIXED_SETTINGS } from '../shared/settings/setting-advice';

export default defineRule({
  meta: {
    id: 'security/encryption-off',
    title: 'The server listens to other machines and cannot encrypt',
    why: 'Without TLS every session from elsewhere is in the clear, whatever the client asks for. That none is there at the moment is luck.',
    source: 'https://www.postgresql.org/docs/current/ssl-tcp.html',
    needs: ['settings'],
    wants: ['hostRules', 'sessionEncryption'],
    facts: {
      remote: { label: 'Sessions from other machines', source: 'pg_stat_activity' },
    },
  },
  check({ settings, hostRules, sessionEncryption }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const settingOf = (wanted: string) => settings.find(({ name }) => name === wanted)?.setting ?? null;
    const [ssl, listening] = [settingOf('ssl'), settingOf('listen_addresses')];
    if (ssl === null || listening === null) return { notRun: 'ssl and listen_addresses were not read' };
    const isReached = listening.split(',').some((address) => isElsewhere(address.trim()));
    // Who pg_hba.conf lets in from this machine alone needs no encryption.
    if (ssl === 'on' || !isReached || hostRules?.every(staysHere)) return [];
    const [sessions] = sessionEncryption ?? [];
    // Sessions that are in the clear are told by another rule, with the same way out.
    if (sessions && sessions.remotePlain > 0) return [];
    return [
      {
        subject: ['ssl'],
        severity: 'notice',
        // A tunnel or a network of its own may encrypt all the same.
        confidence: 'medium',
        title: 'Give the server a certificate, and turn ssl on',
        detail: `ssl is off, and listen_addresses is ${listening}. Put server.crt and server.key into the data directory, readable by the server's user alone, then ALTER SYSTEM SET ssl = on and reload; a wrong file is an error in the log, and the server goes on without. After that say hostssl in pg_hba.conf, and sslmode=verify-full in the clients.${hostRules === null ? ' Which machines pg_hba.conf lets in this role may not see.' : ''}`,
        facts: { remote: sessions?.remote ?? null },
        impact: {
          prevents: 'rows and passwords that others on the way can read',
          basis: `ssl = off, listen_addresses = ${listening}.`,
        },
      },
    ];
  },
});

const isElsewhere = (address: string) => address !== '' && !isLoopback(address);

const staysHere = ({ connection, address, method }: Row<'hostRules'>) =>
  connection === 'local' || method === 'reject' || isLoopback(address ?? '');
