import type { Row } from '@/lib/collect/snapshot';
import { defineRule, type Finding, type Severity } from '../rule';
import { isOurEngine } from '../shared/security/catalog-step';
import { isLoopback } from '../shared/security/loopback';

interface Weakness {
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
}

export default defineRule({
  meta: {
    id: 'security/host-rules-weak',
    title: 'A rule of pg_hba.conf lets too much in',
    why: 'The first line that fits decides how a connection proves who it is. One line that trusts, or that takes passwords in the clear, undoes all others below it.',
    source: 'https://www.postgresql.org/docs/current/auth-pg-hba-conf.html',
    needs: ['hostRules'],
    facts: {
      line: { label: 'Line of the file', source: 'pg_hba_file_rules' },
      ruleNumber: { label: 'Its place among all rules', source: 'pg_hba_file_rules, PostgreSQL 16+' },
    },
  },
  check({ hostRules }, { server }) {
    if (server.engine === 'embedded') return isOurEngine;
    return hostRules.flatMap((rule): Finding[] => {
      const weakness = weaknessOf(rule);
      if (!weakness) return [];
      const { severity, title, why } = weakness;
      const { file, line, ruleNumber } = rule;
      return [
        {
          subject: ['pg_hba', ...(file === null ? [] : [file]), String(line)],
          severity,
          confidence: 'high',
          title: `Line ${line} of ${file ?? 'pg_hba.conf'}: ${title}`,
          detail: `${why} The line says: ${written(rule)}. Mend it in the file, then reload with SELECT pg_reload_conf(); open sessions stay.`,
          facts: { line, ruleNumber },
          impact: {
            prevents: 'sessions that never had to prove who they are',
            basis: 'The line as pg_hba_file_rules reads it now; it counts from the next reload on.',
          },
        },
      ];
    });
  },
});

type HostRule = Row<'hostRules'>;

const isEverywhere = ({ address, netmask }: HostRule) =>
  address === 'all' ||
  ((address === '0.0.0.0' || address === '::') && (netmask === '0.0.0.0' || netmask === '::'));

/** The worst that is wrong with a line; null where nothing is. */
function weaknessOf(rule: HostRule): Weakness | null {
  const { connection, method, error } = rule;
  if (error !== null && connection !== null)
    return {
      severity: 'notice',
      title: 'it never fits',
      why: `${error}. Who was meant by it goes on to the lines below.`,
    };
  if (error !== null)
    return {
      severity: 'warning',
      title: 'it cannot be read',
      why: `${error}. At the next start the server refuses the whole file, and until then it goes by the old one.`,
    };
  if (connection === null || connection === 'local' || isLoopback(rule.address ?? '')) return null;
  const isEncrypted = connection === 'hostssl' || connection === 'hostgssenc';
  if (method === 'trust')
    return {
      severity: 'critical',
      title: 'it asks for no password',
      why: 'Whoever reaches the port from there is who he says he is, a superuser too.',
    };
  if (method === 'password' && !isEncrypted)
    return {
      severity: 'critical',
      title: 'it takes passwords in the clear',
      why: 'Anyone on the way reads them.',
    };
  if (isEverywhere(rule) && !isEncrypted && method !== 'reject')
    return {
      severity: 'warning',
      title: 'it lets every address in without encryption',
      why: 'Queries and rows go in the clear wherever the client does not ask for TLS. Say hostssl, and the addresses that need it.',
    };
  if (method === 'md5')
    return {
      severity: 'notice',
      title: 'it still takes md5',
      why: 'It accepts SCRAM as well, and hashes that are as good as the password. Say scram-sha-256 once every password was set again.',
    };
  return null;
}

const written = ({ connection, databases, roles, address, netmask, method }: HostRule) =>
  [connection, databases?.join(','), roles?.join(','), address, netmask, method]
    .filter((part) => part != null && part !== '')
    .join(' ') || 'nothing that can be shown';
