/** The median of some runs of an operation, in milliseconds, after one that warms up. */
export async function medianMs(operation: () => Promise<unknown>, runs = 5): Promise<number> {
  await operation();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    await operation();
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
