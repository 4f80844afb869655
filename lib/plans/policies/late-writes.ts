import type { Row } from '@/lib/collect/snapshot';
import { intervalUnits } from '@/lib/derive/policy-distance';
import { counted } from '@/lib/format/count';

/** COL-4: fewer converted chunks than one in twenty that were written to since are single corrections, not a habit. */
const HABIT_RATIO = 0.05;
/** Nine of ten late rows; the one that is a year late would keep a year out of the columnstore. */
const REACH_RATIO = 0.9;
const DAY_UNITS = 86_400_000_000;

export interface LateWrites {
  /** How late rows arrive or are changed, in units of the hypertable's time; 0 is not seen, null not known. */
  readonly units: number | null;
  readonly basis: string;
}

/**
 * How far back writes go. `observedUnits` is what counters of chunks have shown from snapshot to snapshot, where history
 * has any. Else converted chunks tell that hold rows beside their batches, where a columnstore policy is at work: it
 * would have converted them again, so the writes are as late as these chunks are old, in whole days, or chunks of
 * integer time: measured against the clock it would be another age with every look.
 */
export function lateWrites(
  hypertable: Row<'hypertables'>,
  chunks: readonly Row<'chunks'>[],
  policy: Row<'policies'> | null,
  presentUnits: number | null,
  observedUnits: number | null,
): LateWrites {
  if (observedUnits !== null && observedUnits > 0)
    return {
      units: observedUnits,
      basis: 'On nine of ten days of the last month no chunk was written to that had ended longer ago.',
    };
  const converted = chunks.filter(({ isCompressed, isTiered }) => isCompressed && !isTiered);
  if (presentUnits === null || converted.length === 0)
    return observedUnits === 0
      ? { units: 0, basis: 'On nine of ten days of the last month no chunk was written to after its end.' }
      : { units: null, basis: 'No chunk is converted yet, so nothing tells how late rows arrive.' };
  const ages = converted
    .filter(({ isPartial }) => isPartial)
    .flatMap(({ rangeEndUnits }) => (rangeEndUnits === null ? [] : Math.max(0, presentUnits - rangeEndUnits)))
    .sort((a, b) => a - b);
  const seen = `${counted(ages.length, 'converted chunk')} of ${converted.length} ${ages.length === 1 ? 'was' : 'were'} written to since`;
  if (ages.length < HABIT_RATIO * converted.length || ages.length === 0)
    return { units: 0, basis: `${seen}: single corrections at most.` };
  const stays = reasonWhyTheyStay(policy);
  if (stays !== null)
    return {
      units: null,
      basis: `${seen}, and nothing tells how late: ${stays}, so they may stay so for long.`,
    };
  const reach = ages[Math.ceil(REACH_RATIO * ages.length) - 1] ?? 0;
  return {
    units: roundedUp(reach, hypertable),
    basis: `${seen}; nine of ten of them ended no longer ago than that.`,
  };
}

/** Why a chunk that was written to is not converted again; null where it is, at the next run. */
function reasonWhyTheyStay(policy: Row<'policies'> | null): string | null {
  if (!policy) return 'no policy converts chunks again';
  if (!policy.scheduled) return 'the columnstore policy is paused';
  return policy.recompresses ? null : 'the columnstore policy was told not to convert chunks again';
}

function roundedUp(distance: number, hypertable: Row<'hypertables'>): number {
  const whole = hypertable.isIntegerTime ? (intervalUnits(hypertable) ?? 1) : DAY_UNITS;
  return Math.ceil(distance / whole) * whole;
}
