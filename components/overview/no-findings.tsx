import { State } from '@/components/ui/state';
import type { FindingsAnswer } from '@/lib/api/findings';
import { counted } from '@/lib/format/count';
import { instant } from '@/lib/format/instant';
import { checkCounts } from './check-counts';

/** No open finding: green only where every check that applies could look, and at least one does. */
export function NoFindings({
  answer: { outcomes, snapshotAt },
}: {
  readonly answer: Pick<FindingsAnswer, 'outcomes' | 'snapshotAt'>;
}) {
  const { passed, unchecked, waiting, applicable } = checkCounts(outcomes);
  if (applicable === 0) {
    return (
      <State kind="unknown" title="No check applies to this database.">
        This version has {counted(outcomes.length, 'check')}; each says under Advice why it does not apply
        here. That is no verdict on the database.
      </State>
    );
  }
  return (
    <State kind={unchecked + waiting > 0 ? 'unknown' : 'good'} title="No open findings.">
      {counted(passed, 'check')} passed at {instant(snapshotAt)}.
      {unchecked > 0 && ` ${counted(unchecked, 'check')} could not run: Advice says why.`}
      {waiting > 0 && ` ${counted(waiting, 'check')} must watch for longer first.`}
    </State>
  );
}
