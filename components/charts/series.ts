/** One measured value; null is a gap. */
export interface SeriesPoint {
  readonly at: string;
  readonly value: number | null;
}

export interface Series {
  readonly id: string;
  readonly label: string;
  readonly points: readonly SeriesPoint[];
}

/** A row of the chart's data: the instant in milliseconds and one value a series. */
export type SeriesRow = { readonly atMs: number } & { readonly [id: string]: number | null };

/** A silence this many times the usual step is an outage of the collector, not a slow sample. */
const GAP_STEPS = 2.5;

/** Series side by side by instant, with an empty row in every silence, so that no line crosses what was not measured. */
export function seriesRows(series: readonly Series[]): SeriesRow[] {
  const snap = series.length > 1 ? commonGrid(series) : (atMs: number) => atMs;
  const rows = new Map<number, Record<string, number | null>>();
  for (const { id, points } of series) {
    for (const { at, value } of points) {
      const atMs = snap(Date.parse(at));
      const row = rows.get(atMs) ?? {};
      row[id] = value;
      rows.set(atMs, row);
    }
  }
  const instants = [...rows.keys()].sort((a, b) => a - b);
  const step = usualStep(instants);
  const out: SeriesRow[] = [];
  instants.forEach((atMs, i) => {
    const before = instants[i - 1];
    if (before !== undefined && atMs - before > step * GAP_STEPS) out.push(emptyRow(before + step, series));
    out.push({ ...emptyRow(atMs, series), ...rows.get(atMs) });
  });
  return out;
}

/** Series that were asked for one after the other are sampled a moment apart: they share the first one's instants. */
function commonGrid(series: readonly Series[]): (atMs: number) => number {
  const first = series[0]?.points.map(({ at }) => Date.parse(at)) ?? [];
  const step = usualStep(first);
  const origin = first[0] ?? 0;
  if (!Number.isFinite(step) || step <= 0) return (atMs) => atMs;
  return (atMs) => origin + Math.round((atMs - origin) / step) * step;
}

function emptyRow(atMs: number, series: readonly Series[]): SeriesRow {
  return { ...Object.fromEntries(series.map(({ id }) => [id, null])), atMs };
}

/** The median distance between neighbours; infinite with fewer than three, where no gap can be told. */
function usualStep(instants: readonly number[]): number {
  const steps = instants.slice(1).map((at, i) => at - (instants[i] ?? at));
  if (steps.length < 2) return Number.POSITIVE_INFINITY;
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? Number.POSITIVE_INFINITY;
}
