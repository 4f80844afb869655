import { UNKNOWN } from './unknown';

/** A share from 0 to 1: `92%`, `0.4%`; only a true 0 and a true 1 are written as such. Null is `–`. */
export function percent(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return UNKNOWN;
  const value = ratio * 100;
  if (value === 0 || value === 100) return `${value}%`;
  if (value > 0 && value < 0.1) return '<0.1%';
  if (value > 99.9 && value < 100) return '>99.9%';
  return Math.abs(value) < 10 || value > 99 ? `${trimmed(value)}%` : `${Math.round(value)}%`;
}

/** A multiple: `11.4×`; null is `–`. */
export function times(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return UNKNOWN;
  return `${Math.abs(ratio) >= 100 ? Math.round(ratio) : trimmed(ratio)}×`;
}

const trimmed = (value: number) => value.toFixed(1).replace(/\.0$/, '');
