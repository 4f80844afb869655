import { foldSmall, type WaterfallStep } from '@/components/charts/waterfall-bars';
import type { WaterfallItem } from '@/lib/api/compression';

/** Rows that a reader takes in at once; what is smaller becomes one row. */
const MOST = 8;

/** The answer's steps for the picture: the largest savings by name, the small ones together, wholes where they were. */
export function waterfallSteps(items: readonly WaterfallItem[]): WaterfallStep[] {
  const steps: WaterfallStep[] = [];
  let run: WaterfallItem[] = [];
  const flush = () => {
    steps.push(...foldSmall(run.map(stepOf), MOST, rest));
    run = [];
  };
  for (const item of items) {
    if (run.length > 0 && run[0]?.kind !== item.kind) flush();
    if (item.kind === 'whole') steps.push(stepOf(item));
    else run.push(item);
  }
  flush();
  return steps;
}

function stepOf({ id, label, kind, amount, detail }: WaterfallItem): WaterfallStep {
  return { id, label, kind, amount, detail };
}

function rest(folded: readonly WaterfallStep[], amount: number): WaterfallStep {
  return {
    id: `rest of ${folded[0]?.id ?? ''}`,
    label: `${folded.length} others`,
    kind: folded[0]?.kind ?? 'saved',
    amount,
    detail: folded.map(({ label }) => label).join(', '),
  };
}
