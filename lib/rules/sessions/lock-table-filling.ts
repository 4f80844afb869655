import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { defineRule, type RuleContext } from '../rule';
import { EMBEDDED_ENGINE } from '../shared/server/embedded-engine';
import { numberOf, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

/** postgres-mixin warns above 20 %: statements over many tables or chunks come in bursts. */
const WARNING_RATIO = 0.2;
/** Measured: it overflows not far beyond its documented size. */
const CRITICAL_RATIO = 0.6;
const SETTING = 'max_locks_per_transaction';

export default defineRule({
  meta: {
    id: 'sessions/lock-table-filling',
    title: 'The shared table of locks fills up',
    why: 'All sessions share one table of locks, of a size that is fixed at the start. When it is full, statements fail with “out of shared memory”, whoever filled it.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-locks.html#GUC-MAX-LOCKS-PER-TRANSACTION',
    needs: ['locks'],
    wants: ['settings'],
    trends: ['lockTableRatio'],
    timing: {
      warning: { forSeconds: 300, clearSeconds: 600 },
      critical: { forSeconds: 300, clearSeconds: 600 },
    },
    facts: {
      tableSlotsUsed: { label: 'Locks in the table', source: 'pg_locks' },
      tableSlots: { label: 'Room for', source: 'max_locks_per_transaction × processes' },
      usedRatio: { label: 'Share in use', source: 'locks ÷ room' },
      hourGreatestRatio: { label: 'At most within the hour', source: 'history: lockTableRatio' },
    },
  },
  check({ locks: [row], settings }, context) {
    if (context.server.engine === 'embedded') return EMBEDDED_ENGINE;
    if (!row) return { notRun: 'Locks were not read' };
    const { tableSlotsUsed, tableSlots } = row;
    const usedRatio = tableSlotsUsed / tableSlots;
    if (usedRatio < WARNING_RATIO) return [];
    const hour = context.trends('lockTableRatio');
    const setting = settings?.find(({ name }) => name === SETTING);
    return [
      {
        subject: ['locks', 'table'],
        severity: usedRatio >= CRITICAL_RATIO ? 'critical' : 'warning',
        confidence: 'high',
        title: `Make room in the table of locks: ${percent(usedRatio)} are taken`,
        detail: `${count(tableSlotsUsed)} of ${count(tableSlots)} slots. The Activity screen shows who holds how many; statements over hypertables without a condition on time lock every chunk.${setting ? settingLimits(setting) : ''}`,
        facts: {
          tableSlotsUsed,
          tableSlots,
          usedRatio,
          hourGreatestRatio: 'notRun' in hour ? null : hour.greatest,
        },
        impact: {
          prevents: 'statements of all sessions that fail with “out of shared memory”',
          basis: `${count(tableSlotsUsed)} ÷ ${count(tableSlots)}, from ${percent(WARNING_RATIO)} on.`,
        },
        ...(setting && doubled(setting, context)),
      },
    ];
  },
});

function doubled(setting: Parameters<typeof settingAdvice>[0]['setting'], { server }: RuleContext) {
  const value = 2 * numberOf(setting);
  return settingAdvice(
    {
      setting,
      value,
      worsens: 'Each slot takes about 390 bytes of shared memory for every process that there may be.',
    },
    server,
  );
}
