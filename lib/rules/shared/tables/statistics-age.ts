import type { Row } from '@/lib/collect/snapshot';
import { secondsSince } from '@/lib/derive/seconds-since';
import { duration } from '@/lib/format/duration';
import type { NotRun } from '../../rule';

/** Within an hour autovacuum has come by a busy table several times (autovacuum_naptime is a minute). */
const LEAST_SECONDS = 3_600;

interface Counters {
  readonly checkpoints: readonly Row<'checkpoints'>[] | null;
  readonly databaseCounters: readonly Row<'databaseCounters'>[] | null;
}

/**
 * Why counters of tables that say nothing is wrong are not to be believed yet: a crash sets them all to zero, without
 * moving the reset time of the database but that of checkpoints; a reset by hand does the opposite. Null when they are
 * old enough.
 */
export function tooYoung({ checkpoints, databaseCounters }: Counters, nowMs: number): NotRun | null {
  const ages = [checkpoints?.[0]?.statsResetAt, databaseCounters?.[0]?.statsResetAt].flatMap(
    (at) => secondsSince(at, nowMs) ?? [],
  );
  if (checkpoints === null && databaseCounters === null)
    return { notRun: 'Since when the counters of tables count is not known' };
  const age = Math.min(...ages);
  return age < LEAST_SECONDS
    ? {
        notRun: `The counters of tables are ${duration(Math.round(age))} old (a crash or reset sets them to zero); it takes an hour`,
        isWaiting: true,
      }
    : null;
}
