const RUNS = 7;

/** Milliseconds since whenever; what passed between two readings counts. */
export type Clock = () => number;

/** The median of each operation, in milliseconds, after one round that warms up; the operations take turns. */
export async function interleavedMedianMs(
  operations: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<Record<string, number>> {
  const { wall } = await interleavedMedians(operations, { wall: () => performance.now() });
  return wall;
}

/** The same by several clocks at once. */
export async function interleavedMedians<Name extends string>(
  operations: Readonly<Record<string, () => Promise<unknown>>>,
  clocks: Readonly<Record<Name, Clock>>,
): Promise<Record<Name, Record<string, number>>> {
  const times = Object.entries<Clock>(clocks).map(([clock, now]) => ({
    clock,
    now,
    of: new Map(Object.keys(operations).map((name): [string, number[]] => [name, []])),
  }));
  for (let run = 0; run <= RUNS; run++) {
    for (const [name, operation] of Object.entries(operations)) {
      const started = times.map(({ now }) => now());
      await operation();
      times.forEach(({ now, of }, at) => {
        if (run > 0) of.get(name)?.push(now() - (started[at] ?? Number.NaN));
      });
    }
  }
  // The names are those of the clocks.
  return Object.fromEntries(
    times.map(({ clock, of }) => [
      clock,
      Object.fromEntries([...of].map(([name, values]) => [name, median(values)])),
    ]),
  ) as Record<Name, Record<string, number>>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
