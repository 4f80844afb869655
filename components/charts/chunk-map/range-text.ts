import { count } from '@/lib/format/count';
import { day, instantShort } from '@/lib/format/instant';
import type { Viewport } from './viewport';

const DAY_MICROSECONDS = 86_400_000_000;

const iso = (microseconds: number) => new Date(microseconds / 1_000).toISOString();

/** One place of the axis in words: `4 Mar 2026`, with the time of day where it is not midnight; integers as such. */
export function placeText(units: number, isIntegerTime: boolean): string {
  if (isIntegerTime) return count(Math.round(units));
  const isMidnight = units % DAY_MICROSECONDS === 0;
  return isMidnight ? day(iso(units), 'UTC') : `${day(iso(units), 'UTC')}, ${timeOf(units)}`;
}

/** A stretch of the axis: `4 Mar 2026, 14:00 – 15:00 UTC`; a year that both ends share is said once. */
export function rangeText({ from, to }: Viewport, isIntegerTime: boolean): string {
  if (isIntegerTime) return `${placeText(from, true)} – ${placeText(to, true)}`;
  const isSameDay = Math.floor(from / DAY_MICROSECONDS) === Math.floor((to - 1) / DAY_MICROSECONDS);
  const isOneDay = isSameDay && to - from === DAY_MICROSECONDS;
  if (isOneDay) return `${placeText(from, false)} UTC`;
  if (isSameDay) return `${day(iso(from), 'UTC')}, ${timeOf(from)} – ${timeOf(to)} UTC`;
  const place = to - from > 60 * DAY_MICROSECONDS ? dayOf : (units: number) => placeText(units, false);
  const isSameYear = yearOf(from) === yearOf(to);
  const start = isSameYear ? place(from).replace(` ${yearOf(from)}`, '') : place(from);
  return `${start} – ${place(to)}${place === dayOf ? '' : ' UTC'}`;
}

const dayOf = (units: number) => day(iso(units), 'UTC');
const yearOf = (units: number) => iso(units).slice(0, 4);

function timeOf(units: number): string {
  return instantShort(iso(units), 'UTC').split(', ')[1] ?? '';
}
