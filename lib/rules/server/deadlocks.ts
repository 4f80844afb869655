import { count } from '@/lib/format/count';
import { defineRule } from '../rule';

const HOUR_SECONDS = 3_600;
/** One now and then is retried and forgotten. */
const WARNING_PER_HOUR = 5;
/** postgres-mixin: five a minute. */
const CRITICAL_PER_HOUR = 300;

export default defineRule({
  meta: {
    id: 'server/deadlocks',
    title: 'Sessions lock each other out',
    why: 'Each time one transaction is cancelled, after a second in which all of them stood still. The cause is code that locks the same rows in different orders, and it grows with the load.',
    source: 'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS',
    needs: ['databaseCounters'],
    trends: ['deadlocksPerSecond'],
    facts: {
      deadlocksPerHour: { label: 'Within the last hour', source: 'pg_stat_database.deadlocks' },
      usualPerHour: { label: 'Usual at this hour', source: 'median of the same hour in earlier weeks' },
    },
  },
  check(_, { trends }) {
    const rate = trends('deadlocksPerSecond');
    if ('notRun' in rate) return rate;
    const deadlocksPerHour = rate.average * HOUR_SECONDS;
    if (deadlocksPerHour <= WARNING_PER_HOUR) return [];
    return [
      {
        subject: ['deadlocks'],
        severity: deadlocksPerHour > CRITICAL_PER_HOUR ? 'critical' : 'warning',
        confidence: 'high',
        title: `Lock rows in one order: ${count(Math.round(deadlocksPerHour))} deadlocks an hour`,
        detail: `The server’s log names both statements of each deadlock, at “deadlock detected”. Sort the keys before rows are updated or locked, or take the locks in one statement.`,
        facts: {
          deadlocksPerHour,
          usualPerHour: rate.usual === null ? null : rate.usual * HOUR_SECONDS,
        },
        impact: {
          prevents: 'cancelled transactions',
          basis: `${count(Math.round(deadlocksPerHour))} an hour, from more than ${WARNING_PER_HOUR} on.`,
        },
      },
    ];
  },
});
