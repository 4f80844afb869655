'use client';
import type { Advice } from '@/lib/rules/rule';
import { CardSteps } from '../advice/card-steps';
import { CardCheck, CardUndo } from '../advice/card-undo';

/** The SQL of a finding with its check, undo and verification, as on a recommendation card. */
export function PlanAdvice({ title, advice }: { readonly title: string; readonly advice: Advice }) {
  return (
    <div className="rounded-md border border-line [&>section:first-child]:border-t-0">
      {advice.precheck && <CardCheck title="Check first" check={advice.precheck} />}
      <CardSteps title={title} advice={advice} />
      <CardUndo undo={advice.undo} />
      <CardCheck title="Verify" check={advice.verify} note="Then explain the statement again." />
      {advice.worsens !== undefined && (
        <p className="border-line border-t px-6 py-4 text-muted text-sm max-sm:px-4">
          <span className="font-medium text-ink">What gets worse.</span> {advice.worsens}
        </p>
      )}
    </div>
  );
}
