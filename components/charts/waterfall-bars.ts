/** One row of a waterfall, as it is told: a whole, or what is taken from (negative) or added to it. */
export interface WaterfallStep {
  readonly id: string;
  readonly label: string;
  readonly kind: 'whole' | 'saved' | 'possible';
  /** A whole's own size; else the change, negative for a saving. */
  readonly amount: number;
  readonly detail?: string;
}

export interface WaterfallBar extends WaterfallStep {
  /** Where the bar begins and ends on the scale. */
  readonly span: readonly [number, number];
}

/** Lets each change begin where the one before it ended; a whole begins at zero and is where the next one starts. */
export function waterfallBars(steps: readonly WaterfallStep[]): WaterfallBar[] {
  let level = 0;
  return steps.map((step) => {
    const start = step.kind === 'whole' ? 0 : level;
    level = start + step.amount;
    return { ...step, span: [Math.min(start, level), Math.max(start, level)] };
  });
}

/** The largest changes by name and the rest as one, so that the picture stays readable; the whole is unchanged. */
export function foldSmall<Step extends { readonly amount: number }>(
  steps: readonly Step[],
  most: number,
  rest: (folded: readonly Step[], amount: number) => Step,
): Step[] {
  const inOrder = [...steps].sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
  if (inOrder.length <= most) return inOrder;
  const folded = inOrder.slice(most - 1);
  return [
    ...inOrder.slice(0, most - 1),
    rest(
      folded,
      folded.reduce((sum, { amount }) => sum + amount, 0),
    ),
  ];
}
