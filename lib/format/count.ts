import { UNKNOWN } from './unknown';

const exact = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** A count or plain number with thousands separators: `1,204`; null is `–`. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? UNKNOWN : exact.format(value);
}

/** The same where room is short: `1.2M`. The exact number belongs into the title. */
export function countShort(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? UNKNOWN : short.format(value);
}

/** `1 chunk`, `3 chunks`; null is `– chunks`. */
export function counted(value: number | null | undefined, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
