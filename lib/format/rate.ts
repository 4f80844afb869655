import { count } from './count';

/** So many times a second, to three decimals: those of what is rare are below one. */
export function rate(value: number | null): string {
  return count(value === null ? null : Math.round(value * 1_000) / 1_000);
}
