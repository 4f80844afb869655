import { CardSection } from '@/components/advice/card-section';
import { CardSteps } from '@/components/advice/card-steps';
import { CardCheck, CardUndo } from '@/components/advice/card-undo';
import type { LabResult } from '@/lib/api/lab';

/** The statements that put the winner into effect, in the parts of a recommendation; or why there are none. */
export function LabAdvice({ result: { advice, whyNoAdvice, schema, name } }: { readonly result: LabResult }) {
  if (!advice)
    return (
      <CardSection title="What to do">
        <p className="max-w-prose text-muted text-sm">{whyNoAdvice}</p>
      </CardSection>
    );
  return (
    <>
      {advice.precheck && <CardCheck title="Check first" check={advice.precheck} />}
      <CardSteps title={`settings of ${schema}.${name}`} advice={advice} />
      {advice.worsens !== undefined && (
        <CardSection title="What gets worse">
          <p className="max-w-prose text-muted text-sm">{advice.worsens}</p>
        </CardSection>
      )}
      <CardUndo undo={advice.undo} />
      <CardCheck title="Verify" check={advice.verify} note="Run it after the steps." />
    </>
  );
}
