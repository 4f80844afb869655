import { NO_STATISTICS } from '@/lib/collect/collector';
import type { Row } from '@/lib/collect/snapshot';
import { count, counted } from '@/lib/format/count';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { numberOf, settingAdvice } from '../shared/settings/setting-advice';

/** A worker ends with its table, and the next begins a moment later: on average all but one in twenty are busy. */
const BUSY_RATIO = 0.95;
/** So long, while tables wait that must be frozen, it does not end by itself (operations reference, autovac.saturated). */
const CRITICAL_HOURS = 6;
/** Twice as fast is felt by the disks, and can be doubled again. */
const FASTER = 2;
/** The greatest value of autovacuum_vacuum_cost_limit. */
const MOST_COST_LIMIT = 10_000;

export default defineRule({
  meta: {
    id: 'vacuum/autovacuum-saturated',
    title: 'All workers of autovacuum are busy',
    why: 'A table that is due waits until a worker is free, however much it needs it. Workers share one allowance of input and output: more of them do not clean up faster, a larger allowance does.',
    source:
      'https://www.postgresql.org/docs/current/runtime-config-vacuum.html#GUC-AUTOVACUUM-VACUUM-COST-LIMIT',
    needs: ['settings'],
    wants: ['tables'],
    trends: ['autovacuumWorkers', { metric: 'autovacuumWorkers', hours: CRITICAL_HOURS }],
    timing: {
      warning: { forSeconds: 3_600, clearSeconds: 3_600 },
      critical: { forSeconds: 0, clearSeconds: 3_600 },
    },
    facts: {
      busyWorkers: { label: 'Workers busy on average', source: 'history, pg_stat_activity' },
      maxWorkers: { label: 'autovacuum_max_workers', source: 'pg_settings' },
      windowSeconds: { label: 'Watched for', source: 'history' },
      longBusyWorkers: { label: 'Workers busy on average, six hours', source: 'history' },
      forcedTables: { label: 'Tables past autovacuum_freeze_max_age', source: 'age(pg_class.relfrozenxid)' },
    },
  },
  check({ settings, tables }, context) {
    if (context.server.engine === 'embedded') return { notApplicable: NO_STATISTICS.unavailable };
    const workers = settings.find(({ name }) => name === 'autovacuum_max_workers');
    const freeze = settings.find(({ name }) => name === 'autovacuum_freeze_max_age');
    if (!workers || !freeze)
      return { notRun: 'autovacuum_max_workers: not among the settings that were read' };
    const trend = context.trends('autovacuumWorkers');
    if ('notRun' in trend) return trend;
    const maxWorkers = numberOf(workers);
    if (trend.average < BUSY_RATIO * maxWorkers) return [];
    const long = context.trends('autovacuumWorkers', [], CRITICAL_HOURS);
    const forced = tables?.filter(({ xidAge }) => (xidAge ?? 0) > numberOf(freeze)).length ?? null;
    return [
      finding(
        {
          busyWorkers: trend.average,
          maxWorkers,
          windowSeconds: trend.windowSeconds,
          longBusyWorkers: 'notRun' in long ? null : long.average,
        },
        forced,
        settings,
        context,
      ),
    ];
  },
});

interface Busy {
  readonly busyWorkers: number;
  readonly maxWorkers: number;
  readonly windowSeconds: number;
  /** Over six hours; null where so long was not watched. */
  readonly longBusyWorkers: number | null;
}

function finding(
  busy: Busy,
  forcedTables: number | null,
  settings: readonly Row<'settings'>[],
  { server }: RuleContext,
): Finding {
  const limit = settings.find(({ name }) => name === 'autovacuum_vacuum_cost_limit');
  const general = settings.find(({ name }) => name === 'vacuum_cost_limit');
  // −1 takes the limit of VACUUM itself.
  const now = limit && numberOf(limit) > 0 ? numberOf(limit) : general ? numberOf(general) : null;
  const value = now === null ? null : Math.min(MOST_COST_LIMIT, FASTER * now);
  const isLong = (busy.longBusyWorkers ?? 0) >= BUSY_RATIO * busy.maxWorkers;
  return {
    subject: ['autovacuum'],
    severity: isLong && (forcedTables ?? 0) > 0 ? 'critical' : 'warning',
    confidence: 'high',
    title: 'Let autovacuum work faster',
    detail: `On average ${count(busy.busyWorkers)} of ${counted(busy.maxWorkers, 'worker')} were busy.${
      (forcedTables ?? 0) > 0
        ? ` Meanwhile ${counted(forcedTables, 'table is', 'tables are')} past the age at which they must be frozen.`
        : ''
    }`,
    facts: { ...busy, forcedTables },
    impact: {
      prevents: 'tables that wait for a vacuum while they grow',
      basis: `${count(busy.busyWorkers)} of ${busy.maxWorkers} workers within ${Math.round(busy.windowSeconds / 60)} minutes; critical after ${CRITICAL_HOURS} hours with tables that must be frozen.`,
    },
    ...(limit &&
      value !== null &&
      value !== now &&
      settingAdvice(
        {
          setting: limit,
          value,
          worsens: 'VACUUM reads and writes up to twice as fast, which the other sessions may feel.',
          note: `Only then raise autovacuum_max_workers, which ${server.major >= 18 ? 'takes a reload up to autovacuum_worker_slots' : 'takes a restart'}: they share this limit.`,
        },
        server,
      )),
  };
}
