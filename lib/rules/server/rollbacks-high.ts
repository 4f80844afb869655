import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { defineRule } from '../rule';

/** postgres-mixin's share. */
const WARNING_RATIO = 0.1;
/** Of fewer transactions a single client makes a share of its own. */
const LEAST_PER_SECOND = 1;

export default defineRule({
  meta: {
    id: 'server/rollbacks-high',
    title: 'Many transactions are rolled back',
    why: 'Their work was for nothing, and users see errors. A release that fails, a constraint that is run into, or conflicts under load are the usual causes.',
    source: 'https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-DATABASE-VIEW',
    needs: ['databaseCounters'],
    trends: ['rollbacksPerSecond', 'transactionsPerSecond'],
    timing: { warning: { forSeconds: 900, clearSeconds: 1_800 } },
    facts: {
      rollbackRatio: { label: 'Rolled back, within the last hour', source: 'pg_stat_database' },
      transactionsPerSecond: { label: 'Transactions a second', source: 'pg_stat_database' },
    },
  },
  check(_, { trends }) {
    const rollbacks = trends('rollbacksPerSecond');
    const all = trends('transactionsPerSecond');
    if ('notRun' in rollbacks) return rollbacks;
    if ('notRun' in all) return all;
    const rollbackRatio = rollbacks.average / all.average;
    if (all.average < LEAST_PER_SECOND || rollbackRatio <= WARNING_RATIO) return [];
    return [
      {
        subject: ['rollbacks'],
        severity: 'warning',
        confidence: 'medium',
        title: `Find out why ${percent(rollbackRatio)} of the transactions are rolled back`,
        detail: `${count(rollbacks.average)} of ${count(all.average)} transactions a second. The server’s log has the errors. Tools that end reading transactions with ROLLBACK count too, and do no harm.`,
        facts: { rollbackRatio, transactionsPerSecond: all.average },
        impact: {
          prevents: 'errors that users see, and work for nothing',
          basis: `Rollbacks ÷ transactions over the last hour, from more than ${percent(WARNING_RATIO)} on.`,
        },
      },
    ];
  },
});
