'use client';
import { useQuery } from '@tanstack/react-query';
import { ChangesCard } from '@/components/history/changes-card';
import { type HistoryChart, HistoryCharts } from '@/components/history/history-charts';
import { scoreChart } from '@/components/history/score-chart';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { SkeletonStack } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { type ResourcesPlan, resourcesPlanQuery } from '@/lib/api/resources-plan';
import { bytesPerSecond } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { UnavailableState } from '../hypertables/unavailable-state';
import { MachineCard } from './machine-card';
import { MemoryUseCard } from './memory-use-card';
import { planSummary } from './plan-summary';
import { ScriptCard } from './script-card';
import { SettingsTable } from './settings-table';
import { useMachine } from './use-machine';

const SCORE = scoreChart('settings');

/** What settings decide about, beside their score. */
const CHARTS: readonly HistoryChart[] = [
  SCORE,
  {
    title: 'Blocks found in shared buffers',
    unit: 'share',
    format: percent,
    leastPeak: 1,
    lines: [{ metric: 'cacheHitRatio', label: 'found' }],
  },
  {
    title: 'Written to temporary files',
    unit: 'bytes a second',
    format: bytesPerSecond,
    scaleBase: 1_024,
    lines: [{ metric: 'temporaryBytesPerSecond', label: 'written' }],
  },
  {
    title: 'Connections',
    unit: 'sessions',
    format: count,
    leastPeak: 4,
    lines: [
      { metric: 'connections', label: 'all', of: 'max' },
      { metric: 'activeSessions', label: 'active', of: 'max' },
    ],
  },
];

/** What should the settings of this server be? */
export function SettingsAdviceScreen({ databaseId }: { readonly databaseId: string }) {
  const { answers, change } = useMachine();
  const query = useQuery(resourcesPlanQuery({ databaseId, answers }));
  const settings = query.data?.settings;
  return (
    <>
      <PageHeader title="Settings advice" summary={settings && planSummary(settings)} />
      <QueryState query={query} skeleton={<SkeletonStack heights={['h-32', 'h-96']} />}>
        {(plan) => (
          <div className="flex flex-col gap-6">
            <MachineCard plan={plan} answers={answers} onChange={change} />
            <Contents plan={plan} />
            <ChangesCard
              databaseId={databaseId}
              about="settings"
              description="Settings of the server, of databases and roles, restarts, versions and findings, as they were noticed"
            />
            <HistoryCharts databaseId={databaseId} charts={plan.settings === null ? [SCORE] : CHARTS} />
          </div>
        )}
      </QueryState>
    </>
  );
}

function Contents({ plan }: { readonly plan: ResourcesPlan }) {
  if (plan.settings === null)
    return plan.whyNot === null ? (
      <UnavailableState missing={plan.missing} />
    ) : (
      <Card>
        <State kind="empty" title="There is nothing to advise here.">
          {plan.whyNot}.
        </State>
      </Card>
    );
  return (
    <>
      <SettingsTable settings={plan.settings} />
      <ScriptCard plan={plan} />
      {plan.memoryUse && <MemoryUseCard use={plan.memoryUse} />}
    </>
  );
}
