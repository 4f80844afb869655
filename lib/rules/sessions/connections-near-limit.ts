import { count, counted } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { defineRule, type Severity } from '../rule';

/** postgres-mixin warns above 80 % … */
const WARNING_RATIO = 0.8;
/** … check_postgres is critical at 90 %. */
const CRITICAL_RATIO = 0.9;
/** On small limits 90 % leaves more than a few; with three left the next deployment fails. */
const CRITICAL_LEFT = 3;

export default defineRule({
  meta: {
    id: 'sessions/connections-near-limit',
    title: 'Connections are running out',
    why: 'When the last one is taken, new sessions are refused with “too many clients already”, and only superusers still get in. Every connection takes memory even while it is idle.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS',
    needs: ['activity'],
    timing: {
      warning: { forSeconds: 600, clearSeconds: 1_200 },
      critical: { forSeconds: 120, clearSeconds: 240 },
    },
    facts: {
      connections: { label: 'Connections of clients', source: 'pg_stat_activity' },
      usableConnections: { label: 'Usable by ordinary roles', source: 'max_connections − reserves' },
      usedRatio: { label: 'Share in use', source: 'connections ÷ usable' },
      idleConnections: { label: 'Of them idle', source: 'pg_stat_activity' },
    },
  },
  check({ activity: [row] }) {
    if (!row || row.clients === null) return { notRun: 'Sessions of other roles are hidden' };
    const { clients, idle, usableConnections } = row;
    const usedRatio = clients / usableConnections;
    const left = usableConnections - clients;
    const severity = severityOf(usedRatio, left);
    if (!severity) return [];
    const mostlyIdle = idle !== null && idle > clients / 2;
    return [
      {
        subject: ['connections'],
        severity,
        confidence: 'high',
        title: `Free connections: ${count(clients)} of ${count(usableConnections)} are taken`,
        detail: `${percent(usedRatio)} are in use, ${counted(Math.max(left, 0), 'connection')} left.${
          mostlyIdle
            ? ` ${count(idle)} of them are idle: pools that are too large, or sessions that are never closed. A pooler in transaction mode serves them all with a few.`
            : ' Most of them work: a larger limit lets more of them compete for the same processors. Look at what they wait for first.'
        }`,
        facts: { connections: clients, usableConnections, usedRatio, idleConnections: idle },
        impact: {
          prevents: 'refused connections',
          basis: `${count(clients)} of ${count(usableConnections)}, from ${percent(WARNING_RATIO)} on.`,
        },
      },
    ];
  },
});

function severityOf(usedRatio: number, left: number): Severity | null {
  if (usedRatio >= CRITICAL_RATIO || left <= CRITICAL_LEFT) return 'critical';
  return usedRatio >= WARNING_RATIO ? 'warning' : null;
}
