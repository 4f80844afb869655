export interface HistogramBin {
  readonly from: number;
  /** Null for the last, which holds everything above. */
  readonly to: number | null;
  readonly count: number;
}

/** Counts the values between the given rising edges; what is below the first edge falls into the first bin. */
export function histogramBins(values: readonly number[], edges: readonly number[]): HistogramBin[] {
  const counts = edges.map(() => 0);
  for (const value of values) {
    let bin = 0;
    while (bin + 1 < edges.length && value >= (edges[bin + 1] ?? 0)) bin++;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return edges.map((from, i) => ({ from, to: edges[i + 1] ?? null, count: counts[i] ?? 0 }));
}
