import type { PolicySet } from '@/lib/api/retention-plan';
import type { Snapshot } from '@/lib/collect/snapshot';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';

type Policy = PolicySet['policies'][number];
type Setting = NonNullable<Policy['now']>;

export function headline({ databaseId }: Snapshot, sets: readonly PolicySet[]): string {
  const conflicting = sets.filter(({ conflicts }) => conflicts.length > 0).length;
  return `${databaseId}: ${counted(sets.length, 'set')} of policies, ${conflicting} with conflicts.`;
}

export const memberNames = ({ members }: PolicySet): string =>
  members.map(({ schema, name }) => `${schema}.${name}`).join(', ');

/** `columnstore of public.metrics: after 7 d → after 8 d`, with nothing behind it where it stays. */
export function policyWords({ schema, name, kind, now, wanted, isChanged }: Policy): string {
  const change = isChanged ? ` → ${settingWords(wanted)}` : '';
  return `${kind} of ${schema}.${name}: ${settingWords(now)}${change}`;
}

function settingWords(setting: Setting | null): string {
  if (setting === null) return 'none';
  const { afterSeconds, afterUnits, scheduleIntervalSeconds } = setting;
  if (scheduleIntervalSeconds === null) return `after ${distance(afterSeconds, afterUnits)}`;
  const start = distance(setting.startOffsetSeconds, setting.startOffsetUnits) ?? 'the first row';
  const end = distance(setting.endOffsetSeconds, setting.endOffsetUnits) ?? 'the newest row';
  return `from ${start} to ${end}, every ${duration(scheduleIntervalSeconds)}`;
}

/** Null is an open end. */
function distance(seconds: number | null, units: number | null): string | null {
  if (seconds !== null) return duration(seconds);
  return units === null ? null : count(units);
}
