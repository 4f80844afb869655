'use client';
import { ArrowLeft } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import { ReportLink } from '@/components/report/report-link';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { TabPanel, Tabs } from '@/components/ui/tabs';
import type { FindingsAnswer, WireFinding } from '@/lib/api/findings';
import { AdviceEmpty } from './advice-empty';
import { AdviceFilterBar } from './advice-filter-bar';
import { isShown, VIEWS, type View, viewOf } from './advice-filters';
import { adviceSummary } from './advice-summary';
import type { BoardFilter, OnFilter } from './board-filter';
import { FindingCard } from './finding-card';
import { FindingList } from './finding-list';
import { grouped } from './grouped';
import { OutcomeLists } from './outcome-lists';
import { useAdviceKeys } from './use-advice-keys';

// The menu's machinery is heavier than the list; nobody exports before the list is there.
const ExportMenu = dynamic(() => import('./export-menu').then((part) => part.ExportMenu), { ssr: false });

const TITLES: Record<View, string> = {
  open: 'Open',
  snoozed: 'Snoozed',
  applied: 'Applied',
  dismissed: 'Dismissed',
  fixed: 'Fixed',
  'could-not-check': 'Could not check',
};

/** The list of findings and, beside it, the card of the one that is chosen; on a phone one after the other. */
export function AdviceBoard({
  databaseId,
  answer,
  filter,
  onFilter,
}: {
  readonly databaseId: string;
  readonly answer: FindingsAnswer;
  readonly filter: BoardFilter;
  readonly onFilter: OnFilter;
}) {
  const { outcomes } = answer;
  const findings = useMemo(
    () => [...answer.findings, ...answer.confirming, ...answer.fixed, ...answer.couldNotCheck],
    [answer],
  );
  const shown = useMemo(() => findings.filter((finding) => isShown(finding, filter)), [findings, filter]);
  const groups = useMemo(() => grouped(shown, filter.group), [shown, filter.group]);
  const ordered = groups.flatMap((group) => group.findings);
  const asked = findings.find(({ key }) => key === filter.finding);
  const card = asked ?? ordered[0];
  const choose = (finding: WireFinding, history: 'push' | 'replace') =>
    onFilter({ finding: finding.key }, { history });
  useAdviceKeys({ ordered, chosen: card, onChoose: (finding) => choose(finding, 'replace') });
  return (
    <>
      <PageHeader
        title="Advice"
        summary={adviceSummary(answer.findings)}
        actions={
          <>
            <ReportLink databaseId={databaseId} />
            <ExportMenu databaseId={databaseId} answer={answer} shown={ordered} />
          </>
        }
      />
      <Tabs
        label="State of the findings"
        value={filter.view}
        onChange={(view) => onFilter({ view, finding: null })}
        tabs={VIEWS.map((view) => ({
          id: view,
          label: TITLES[view],
          count: findings.filter((f) => viewOf(f) === view).length,
        }))}
      >
        <TabPanel value={filter.view} tabIndex={-1} className="pt-4 outline-none">
          <div className={asked ? 'max-lg:hidden' : ''}>
            <AdviceFilterBar findings={findings} filter={filter} onFilter={onFilter} />
          </div>
          <p aria-live="polite" className="sr-only">
            {ordered.length} of {findings.length} findings shown
          </p>
          {ordered.length === 0 && !asked ? (
            <AdviceEmpty
              answer={answer}
              filter={filter}
              onClear={() => onFilter({ severity: null, area: null, q: null })}
            />
          ) : (
            <div className="grid items-start gap-6 lg:grid-cols-[minmax(19rem,25rem)_minmax(0,1fr)]">
              <div className={asked ? 'max-lg:hidden' : ''}>
                <FindingList
                  groups={groups}
                  chosen={card?.key ?? null}
                  hrefOf={({ key }) => `?finding=${encodeURIComponent(key)}`}
                  onChoose={(finding) => choose(finding, 'push')}
                />
              </div>
              {card && (
                <div className={asked ? '' : 'max-lg:hidden'}>
                  <Button
                    variant="ghost"
                    className="-ms-2 mb-3 lg:hidden"
                    onClick={() => onFilter({ finding: null })}
                  >
                    <ArrowLeft aria-hidden="true" className="size-4" />
                    All advice
                  </Button>
                  <FindingCard
                    key={card.key}
                    databaseId={databaseId}
                    finding={card}
                    snapshotAt={answer.snapshotAt}
                  />
                </div>
              )}
            </div>
          )}
        </TabPanel>
      </Tabs>
      <section aria-label="All checks" className={`mt-8 ${asked ? 'max-lg:hidden' : ''}`}>
        <h2 className="mb-2 px-1 font-medium text-sm">All checks</h2>
        <OutcomeLists outcomes={outcomes} />
      </section>
    </>
  );
}
