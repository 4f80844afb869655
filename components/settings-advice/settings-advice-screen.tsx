'use client';
import { useQuery } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { SkeletonStack } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { type ResourcesPlan, resourcesPlanQuery } from '@/lib/api/resources-plan';
import { UnavailableState } from '../hypertables/unavailable-state';
import { MachineCard } from './machine-card';
import { MemoryUseCard } from './memory-use-card';
import { planSummary } from './plan-summary';
import { ScriptCard } from './script-card';
import { SettingsTable } from './settings-table';
import { useMachine } from './use-machine';

/** What should the settings of this server be? */
export function SettingsAdviceScreen({ databaseId }: { readonly databaseId: string }) {
  const { answers, change } = useMachine();
  const query = useQuery(resourcesPlanQuery({ databaseId, answers }));
  const settings = query.data?.settings;
  return (
    <>
      <PageHeader title="Settings advice" {...(settings && { summary: planSummary(settings) })} />
      <QueryState query={query} skeleton={<SkeletonStack heights={['h-32', 'h-96']} />}>
        {(plan) => (
          <div className="flex flex-col gap-6">
            <MachineCard plan={plan} answers={answers} onChange={change} />
            <Contents plan={plan} />
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
