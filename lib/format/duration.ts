import { NO_BREAK_SPACE, UNKNOWN } from './unknown';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Seconds as their two largest units: `250 ms`, `12 s`, `3 min 20 s`, `2 h 5 min`, `7 d`; null is `–`. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return UNKNOWN;
  if (seconds < 0) return `−${duration(-seconds)}`;
  if (seconds === 0) return `0${NO_BREAK_SPACE}s`;
  if (seconds < 1) return milliseconds(seconds * 1000);
  if (seconds < 10) return `${trimmed(seconds)}${NO_BREAK_SPACE}s`;
  return parts(Math.round(seconds));
}

/** Milliseconds in the same words. */
export function durationMs(milliseconds: number | null | undefined): string {
  return milliseconds === null || milliseconds === undefined ? UNKNOWN : duration(milliseconds / 1000);
}

function milliseconds(value: number): string {
  return value < 1
    ? `${Math.max(1, Math.round(value * 1000))}${NO_BREAK_SPACE}µs`
    : `${value < 10 ? trimmed(value) : Math.round(value)}${NO_BREAK_SPACE}ms`;
}

function parts(seconds: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['y', YEAR],
    ['d', DAY],
    ['h', HOUR],
    ['min', MINUTE],
    ['s', 1],
  ];
  const first = units.findIndex(([, size]) => seconds >= size);
  const [name, size] = units[first] ?? ['s', 1];
  const whole = Math.floor(seconds / size);
  const [nextName, nextSize] = units[first + 1] ?? ['', Number.POSITIVE_INFINITY];
  const rest = Math.floor((seconds - whole * size) / nextSize);
  const head = `${whole}${NO_BREAK_SPACE}${name}`;
  return rest > 0 ? `${head}${NO_BREAK_SPACE}${rest}${NO_BREAK_SPACE}${nextName}` : head;
}

const trimmed = (value: number) => value.toFixed(1).replace(/\.0$/, '');
