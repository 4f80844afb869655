import { duration } from './duration';
import { UNKNOWN } from './unknown';

type Iso = string | null | undefined;

/** An ISO instant in the reader's zone (or the one given), with the zone named: `24 Nov 2026, 14:03:20 UTC`. */
export function instant(iso: Iso, timeZone?: string): string {
  return written(iso, {
    ...zone(timeZone),
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
}

/** Without the year and the seconds, for lists: `24 Nov, 14:03`. The zone is named once, by the list. */
export function instantShort(iso: Iso, timeZone?: string): string {
  return written(iso, {
    ...zone(timeZone),
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** The time of day alone: `14:03:20`. */
export function clock(iso: Iso, timeZone?: string): string {
  return written(iso, { ...zone(timeZone), hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** The day alone: `24 Nov 2026`. */
export function day(iso: Iso, timeZone?: string): string {
  return written(iso, { ...zone(timeZone), day: 'numeric', month: 'short', year: 'numeric' });
}

/** The short name of the reader's zone (or of the one given): `UTC`, `GMT+1`. */
export function zoneName(timeZone?: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...zone(timeZone),
    timeZoneName: 'short',
  }).formatToParts();
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
}

/** `12 s ago`, `in 5 min`, `just now`. Reads no clock: only render it in the browser, where `nowMs` is the reader's. */
export function relative(iso: Iso, nowMs: number): string {
  const at = iso ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(at)) return UNKNOWN;
  const seconds = Math.round((nowMs - at) / 1000);
  if (Math.abs(seconds) < 2) return 'just now';
  const text = largest(Math.abs(seconds));
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}

function largest(seconds: number): string {
  const size = [86_400, 3600, 60, 1].find((unit) => seconds >= unit) ?? 1;
  return duration(Math.floor(seconds / size) * size);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function written(iso: Iso, options: Intl.DateTimeFormatOptions): string {
  const at = iso ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(at)) return UNKNOWN;
  const key = JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.DateTimeFormat('en-GB', { hourCycle: 'h23', ...options });
  formats.set(key, format);
  return format.format(at);
}

const zone = (timeZone: string | undefined) => (timeZone === undefined ? {} : { timeZone });
