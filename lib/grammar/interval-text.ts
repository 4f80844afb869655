const UNIT_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  m: 60,
  min: 60,
  minute: 60,
  h: 3_600,
  hr: 3_600,
  hour: 3_600,
  d: 86_400,
  day: 86_400,
  w: 604_800,
  week: 604_800,
};
/** As the server prints the part below a day: `01:00:00`. */
const CLOCK = /(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?$/;
const CALENDAR = /^(?:\d+\s*)?(?:mon|month|quarter|year)s?$/;
const PART = /(\d+(?:\.\d+)?)?\s*([a-z]+)/g;

/**
 * The length of what stands in an interval's literal, such as `1 day 12 hours`, or of a unit alone, such as `hour`. Null
 * for months and years, which have no one length, and for what is not understood.
 */
export function intervalSeconds(literal: string): number | null {
  const whole = literal.trim().toLowerCase();
  const [clock, hours = 0, minutes = 0, seconds = 0] = CLOCK.exec(whole) ?? [];
  const ofClock = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  const text = clock === undefined ? whole : whole.slice(0, -clock.length).trim();
  if (clock !== undefined && text === '') return ofClock;
  if (text.replace(PART, '').trim() !== '') return null;
  const parts = [...text.matchAll(PART)].map(([, number, unit = '']) => {
    const seconds = UNIT_SECONDS[unit] ?? UNIT_SECONDS[unit.replace(/s$/, '')];
    return seconds === undefined ? null : Number(number ?? 1) * seconds;
  });
  if (parts.length === 0) return null;
  return parts.reduce<number | null>(
    (sum, part) => (sum === null || part === null ? null : sum + part),
    ofClock,
  );
}

/** A width of months or years as it stands in a literal, such as `1 month`, or as a unit alone; null for any other. */
export function calendarWidth(literal: string): string | null {
  const text = literal.trim().toLowerCase();
  if (!CALENDAR.test(text)) return null;
  return /^\d/.test(text) ? text : `1 ${text}`;
}
