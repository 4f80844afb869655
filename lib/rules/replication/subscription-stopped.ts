import type { Row } from '@/lib/collect/snapshot';
import { secondsSince } from '@/lib/derive/seconds-since';
import { counted } from '@/lib/format/count';
import { defineRule } from '../rule';

/** It gives words, no SQL: whether a subscription may go on, and what its worker stumbles over, only its owner and the log know. */
export default defineRule({
  meta: {
    id: 'replication/subscription-stopped',
    title: 'A subscription receives nothing',
    why: 'Its tables stay as they were while the publisher’s go on. The publisher keeps its log for the subscription meanwhile, without a limit until its disk is full.',
    source: 'https://www.postgresql.org/docs/current/logical-replication-subscription.html',
    needs: ['subscriptions'],
    // A worker that failed is started again after five seconds, and one that was restarted needs a moment.
    timing: { warning: { forSeconds: 120, clearSeconds: 240 } },
    facts: {
      secondsSinceMessage: { label: 'Since its publisher was heard', source: 'pg_stat_subscription' },
      applyErrors: {
        label: 'Changes that failed, since statistics were reset',
        source: 'pg_stat_subscription_stats (15+)',
      },
      copyErrors: {
        label: 'First copies that failed, since statistics were reset',
        source: 'pg_stat_subscription_stats (15+)',
      },
    },
  },
  check({ subscriptions }, { server, nowMs }) {
    if (subscriptions.length === 0) return { notApplicable: 'This server subscribes to nothing' };
    if (!server.isSuperuser && !server.isMonitor)
      return { notRun: 'Which subscriptions run is hidden from this role' };
    return subscriptions
      .filter(({ isRunning }) => !isRunning)
      .map((subscription) => {
        const { name, isEnabled, applyErrors, copyErrors, lastMessageAt } = subscription;
        return {
          subject: ['subscription', name],
          severity: 'warning' as const,
          confidence: isEnabled === null ? ('medium' as const) : ('high' as const),
          title:
            isEnabled === false
              ? `Switch the subscription ${name} on again, or drop it`
              : `Find out why the subscription ${name} does not run`,
          detail: `${stateWords(subscription)}${errorWords(subscription)} Its slot on the publisher keeps all log since then.`,
          facts: { secondsSinceMessage: secondsSince(lastMessageAt, nowMs), applyErrors, copyErrors },
          impact: {
            prevents: 'tables that fall behind their publisher, and a publisher whose disk fills up with log',
            basis: 'No worker applies changes for it.',
          },
        };
      });
  },
});

function stateWords({ isEnabled }: Row<'subscriptions'>): string {
  if (isEnabled === false)
    return 'It is switched off: by ALTER SUBSCRIPTION … DISABLE, or by an error where it has disable_on_error.';
  const why =
    'an address that does not answer, a slot or a publication that is gone, a row that conflicts, or max_logical_replication_workers';
  return isEnabled === null
    ? `No worker runs for it; whether it is switched off, this role may not see. If it is on, the server’s log says what its worker fails at: ${why}.`
    : `It is switched on, and no worker runs for it. The server’s log says what it fails at: ${why}.`;
}

function errorWords({ applyErrors, copyErrors }: Row<'subscriptions'>): string {
  const errors = (applyErrors ?? 0) + (copyErrors ?? 0);
  return errors === 0 ? '' : ` It failed ${counted(errors, 'time')} since statistics were reset.`;
}
