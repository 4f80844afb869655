/** What a scale is round in: decimal numbers, bytes in binary units, or seconds as a clock counts them. */
export type ScaleBase = 1_000 | 1_024 | 60;

const DAY_SECONDS = 86_400;
const CLOCK_SECONDS = [15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400];

/** Round marks from 0 to just above `peak`, about `most` of them. */
export function scaleSteps(peak: number, most: number, base: ScaleBase = 1_000): number[] {
  if (!(peak > 0)) return [0, 1];
  const step = base === 60 ? clockStep(peak / most) : decimalStep(peak, most, base);
  const count = Math.ceil(peak / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

function decimalStep(peak: number, most: number, base: 1_000 | 1_024): number {
  const power = base ** Math.floor(Math.log(peak) / Math.log(base));
  return roundAbove(peak / power / most) * power;
}

/** Up to some seconds and from days on the numbers are decimal again. */
function clockStep(rough: number): number {
  if (rough <= 10) return roundAbove(rough);
  return CLOCK_SECONDS.find((step) => step >= rough * 0.999) ?? roundAbove(rough / DAY_SECONDS) * DAY_SECONDS;
}

function roundAbove(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 2.5, 5, 10].find((n) => n * power >= rough * 0.999) ?? 10) * power;
}
