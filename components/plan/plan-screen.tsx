'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { parseAsString, useQueryState } from 'nuqs';
import { useEffect, useRef } from 'react';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { ErrorState } from '@/components/ui/query-state';
import { Skeleton } from '@/components/ui/skeleton';
import { queryQuery } from '@/lib/api/queries';
import { explainQuery, readQueryPlan } from '@/lib/api/query-plan';
import { type Asked, PlanForm } from './plan-form';
import { summaryOf } from './plan-words';

const PlanReport = dynamic(() => import('./plan-report').then((part) => part.PlanReport), {
  loading: () => <Skeleton className="h-96" />,
});

/** Why is this statement slow? Its plan, pasted or asked for, and what is wrong with it. */
export function PlanScreen({ databaseId }: { readonly databaseId: string }) {
  const [queryId] = useQueryState('query', parseAsString);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: ({ kind, text, analyze, parameters }: Asked) =>
      kind === 'plan'
        ? readQueryPlan({ plan: text, databaseId })
        : explainQuery(databaseId, { sql: text, analyze, ...(parameters && { parameters }) }),
  });
  const statement = useStatement(databaseId, queryId);
  const explained = useRef<string | null>(null);
  useEffect(() => {
    // Once for each statement that a link leads to: planning it reads nothing and runs nothing.
    if (statement.text === null || explained.current === queryId) return;
    explained.current = queryId;
    mutate({ kind: 'sql', text: statement.text, analyze: false, parameters: null });
  }, [statement.text, queryId, mutate]);
  return (
    <>
      <PageHeader
        title="Plan"
        summary={data ? summaryOf(data) : 'Where the time of a statement goes, and why.'}
      />
      <div className="flex flex-col gap-5">
        <PlanForm
          key={statement.text ?? ''}
          initialText={statement.text ?? ''}
          isPending={isPending}
          onAsk={mutate}
        />
        {statement.problem !== null && (
          <p
            role="status"
            className="rounded-lg border border-line border-dashed px-4 py-2.5 text-muted text-sm"
          >
            {statement.problem}
          </p>
        )}
        <div aria-live="polite" className="flex min-w-0 flex-col gap-5">
          {isPending ? (
            <Skeleton className="h-96" />
          ) : error ? (
            <Card>
              <ErrorState error={error} />
            </Card>
          ) : (
            data && <PlanReport databaseId={databaseId} answer={data} />
          )}
        </div>
      </div>
    </>
  );
}

/** The statement that `?query=` names, as pg_stat_statements keeps it. */
function useStatement(
  databaseId: string,
  queryId: string | null,
): { text: string | null; problem: string | null } {
  const { data, isPending } = useQuery({
    ...queryQuery(databaseId, queryId ?? '', 'reset'),
    enabled: queryId !== null,
    refetchInterval: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (queryId === null || isPending) return { text: null, problem: null };
  if (!data?.query)
    return {
      text: null,
      problem: `The text of query ${queryId} is not known: it is no longer among those that Chunkwise keeps, or hidden from its role. Paste it here.`,
    };
  return { text: data.query, problem: null };
}
