import { NO_BREAK_SPACE, UNKNOWN } from './unknown';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** IEC bytes with three significant digits: `89.2 GiB`; null is `–`. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  if (value < 0) return `−${bytes(-value)}`;
  const { scaled, unit } = scale(value);
  return `${digits(scaled)}${NO_BREAK_SPACE}${unit}`;
}

/** A range in one unit, that of its upper end: `76–102 GiB`. */
export function bytesRange({ low, high }: { readonly low: number; readonly high: number }): string {
  const { unit, divisor } = scale(high);
  const [from, to] = [digits(low / divisor), digits(high / divisor)];
  return from === to ? `${to}${NO_BREAK_SPACE}${unit}` : `${from}–${to}${NO_BREAK_SPACE}${unit}`;
}

/** Bytes per second: `3.2 MiB/s`. */
export function bytesPerSecond(value: number | null | undefined): string {
  const text = bytes(value);
  return text === UNKNOWN ? text : `${text}/s`;
}

function scale(value: number): { scaled: number; unit: string; divisor: number } {
  let power = 0;
  // 999.5 would be written as 1000, which reads better in the next unit.
  while (Math.abs(value) / 1024 ** power >= 999.5 && power < UNITS.length - 1) power += 1;
  const divisor = 1024 ** power;
  return { scaled: value / divisor, unit: UNITS[power] ?? 'B', divisor };
}

function digits(value: number): string {
  const magnitude = Math.abs(value);
  if (Number.isInteger(value) || magnitude >= 99.95) return Math.round(value).toLocaleString('en');
  return value.toFixed(magnitude >= 9.995 ? 1 : 2).replace(/\.?0+$/, '');
}
