import type { Row } from '@/lib/collect/snapshot';
import { NOW_MS, secondsAgo } from './context';

/** Plain, healthy rows for rule tests; each test spells out only what it is about. */

/** A columnstore policy that converts after a week. */
export function policy(over: Partial<Row<'policies'>> = {}): Row<'policies'> {
  return {
    jobId: 1000,
    kind: 'columnstore',
    hypertableId: 1,
    scheduled: true,
    scheduleIntervalSeconds: 43_200,
    afterSeconds: 604_800,
    afterUnits: null,
    byCreation: false,
    startOffsetSeconds: null,
    startOffsetUnits: null,
    endOffsetSeconds: null,
    endOffsetUnits: null,
    recompresses: true,
    config: { hypertable_id: 1, compress_after: '7 days' },
    ...over,
  };
}

/** A retention policy that drops after 90 days, once a day. */
export function retention(over: Partial<Row<'policies'>> = {}): Row<'policies'> {
  return policy({
    jobId: 1001,
    kind: 'retention',
    scheduleIntervalSeconds: 86_400,
    afterSeconds: 90 * 86_400,
    config: { hypertable_id: 1, drop_after: '90 days' },
    ...over,
  });
}

/** Refreshes the aggregate of `aggregate()`: from a week to an hour ago, every hour. */
export function refresh(over: Partial<Row<'policies'>> = {}): Row<'policies'> {
  return policy({
    jobId: 1002,
    kind: 'refresh',
    hypertableId: 2,
    scheduleIntervalSeconds: 3_600,
    afterSeconds: null,
    startOffsetSeconds: 7 * 86_400,
    endOffsetSeconds: 3_600,
    config: { mat_hypertable_id: 2, start_offset: '7 days', end_offset: '01:00:00' },
    ...over,
  });
}

/** A columnstore policy's job that ran an hour ago, without failures. */
export function job(over: Partial<Row<'jobs'>> = {}): Row<'jobs'> {
  const jobId = over.jobId ?? 1000;
  return {
    jobId,
    applicationName: `Columnstore Policy [${jobId}]`,
    procedureSchema: '_timescaledb_functions',
    procedureName: 'policy_compression',
    owner: 'app',
    ownerCanLogin: true,
    ownerCanConnect: true,
    ownerOwnsHypertable: true,
    scheduled: true,
    fixedSchedule: false,
    scheduleIntervalSeconds: 43_200,
    maxRuntimeSeconds: 0,
    maxRetries: -1,
    retryPeriodSeconds: 3_600,
    config: { hypertable_id: 1, compress_after: '7 days' },
    hypertableId: 1,
    initialStartAt: null,
    hasStatistics: true,
    lastStartedAt: secondsAgo(3_610),
    lastFinishedAt: secondsAgo(3_600),
    lastSucceededAt: secondsAgo(3_600),
    nextStartAt: new Date(NOW_MS + 39_600_000).toISOString(),
    nextStartUnset: false,
    nextStartInfinite: false,
    lastRunSucceeded: true,
    totalRuns: 100,
    totalSuccesses: 100,
    totalFailures: 0,
    totalCrashes: 0,
    consecutiveFailures: 0,
    consecutiveCrashes: 0,
    averageSuccessSeconds: 10,
    lastRunSeconds: 10,
    isRunning: false,
    ...over,
  };
}

/** The permanent workers as a healthy server has them, a day after its start. */
export function backgroundWorkers(over: Partial<Row<'backgroundWorkers'>> = {}): Row<'backgroundWorkers'> {
  return { launchers: 1, schedulers: 1, isRestoring: false, serverStartedAt: secondsAgo(86_400), ...over };
}
