/** One line of the benchmark's table; a budget makes it a promise that the run checks. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
  readonly budget?: { readonly atMost: number } | { readonly atLeast: number };
}

export function isKept({ value, budget }: Measure): boolean | null {
  if (!budget) return null;
  return 'atMost' in budget ? value <= budget.atMost : value >= budget.atLeast;
}
