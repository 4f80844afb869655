import type { WireFinding } from '@/lib/api/findings';
import { effort, impactWeight, rank } from './rank';

/** The arithmetic on demand: how the gain was computed, and why the finding stands where it stands in the list. */
export function CardBasis({ finding }: { readonly finding: WireFinding }) {
  const round = (value: number) => value.toFixed(1).replace(/\.0$/, '');
  return (
    <details className="group border-line border-t">
      <summary className="flex items-center gap-2 px-6 py-4 font-medium text-sm hover:bg-hover max-sm:px-4">
        <span aria-hidden="true" className="text-faint transition-transform group-open:rotate-90">
          ›
        </span>
        How we computed this
      </summary>
      <dl className="grid gap-x-6 gap-y-2 px-6 pb-5 text-sm sm:grid-cols-[8rem_1fr] max-sm:px-4">
        <dt className="text-faint">Gain</dt>
        <dd className="max-w-prose text-muted">{finding.impact?.basis ?? 'Not estimated.'}</dd>
        <dt className="text-faint">Place in the list</dt>
        <dd className="nums max-w-prose text-muted">
          impact {round(impactWeight(finding))} × confidence ÷ effort {round(effort(finding))} ={' '}
          {round(rank(finding))}. Impact is the severity’s weight (critical 100, warning 30, notice 8), raised
          by one step for each tenfold GiB saved or at risk.
        </dd>
        <dt className="text-faint">Rule</dt>
        <dd className="break-all font-mono text-muted text-xs leading-5">{finding.rule}</dd>
      </dl>
    </details>
  );
}
