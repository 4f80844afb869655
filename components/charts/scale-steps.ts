/** Round marks from 0 to just above `peak`, about `most` of them; `base` 1024 keeps bytes round. */
export function scaleSteps(peak: number, most: number, base: 1_000 | 1_024 = 1_000): number[] {
  if (!(peak > 0)) return [0, 1];
  const power = base ** Math.floor(Math.log(peak) / Math.log(base));
  const step = roundAbove(peak / power / most) * power;
  const count = Math.ceil(peak / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

function roundAbove(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 2.5, 5, 10].find((n) => n * power >= rough * 0.999) ?? 10) * power;
}
