const RUNS = 7;

/** The median of each operation, in milliseconds, after one round that warms up; the operations take turns. */
export async function interleavedMedianMs(
  operations: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<Record<string, number>> {
  const times = Object.fromEntries(Object.keys(operations).map((name): [string, number[]] => [name, []]));
  for (let run = 0; run <= RUNS; run++) {
    for (const [name, operation] of Object.entries(operations)) {
      const startedAt = performance.now();
      await operation();
      if (run > 0) times[name]?.push(performance.now() - startedAt);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
