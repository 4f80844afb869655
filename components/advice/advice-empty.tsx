import { NoFindings } from '@/components/overview/no-findings';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { State } from '@/components/ui/state';
import type { FindingsAnswer } from '@/lib/api/findings';
import type { BoardFilter } from './board-filter';

/** An empty list says why it is empty: nothing found, nothing in this state, or nothing that fits the filter. */
export function AdviceEmpty({
  answer,
  filter,
  onClear,
}: {
  readonly answer: FindingsAnswer;
  readonly filter: BoardFilter;
  readonly onClear: () => void;
}) {
  const isFiltered = filter.severity.length > 0 || filter.area !== '' || filter.q !== '';
  if (isFiltered) {
    return (
      <Card>
        <State
          kind="empty"
          title="No finding fits these filters."
          action={<Button onClick={onClear}>Clear the filters</Button>}
        />
      </Card>
    );
  }
  if (filter.view !== 'open') {
    return (
      <Card>
        <State
          kind="empty"
          title={
            filter.view === 'could-not-check'
              ? 'Every finding seen before could be looked at again.'
              : `Nothing is ${filter.view}.`
          }
        >
          {answer.findings.length === 0
            ? 'There are no findings.'
            : 'Other findings stand under the other tabs.'}
        </State>
      </Card>
    );
  }
  return (
    <Card>
      <NoFindings answer={answer} />
    </Card>
  );
}
