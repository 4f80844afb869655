'use client';
import { useQuery } from '@tanstack/react-query';
import { ReportLink } from '@/components/report/report-link';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { Skeleton } from '@/components/ui/skeleton';
import { databasesQuery } from '@/lib/api/databases';
import { findingsQuery } from '@/lib/api/findings';
import { Connection } from './connection';
import { CoverageCard } from './coverage-card';
import { FirstThings } from './first-things';
import { Health } from './health';
import { LiveTiles } from './live-tiles';
import { RecentChanges } from './recent-changes';
import { ScoreHistory } from './score-history';
import { verdict } from './verdict';

/** Is it healthy? Ten seconds, one screen, and nothing green that was not looked at. */
export function OverviewScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(findingsQuery(databaseId));
  const database = useQuery(databasesQuery()).data?.find(({ id }) => id === databaseId);
  return (
    <>
      <PageHeader
        title={database?.name ?? databaseId}
        summary={query.data && verdict(query.data)}
        actions={<ReportLink databaseId={databaseId} />}
      />
      {database && <Connection database={database} />}
      <div className="flex flex-col gap-6">
        <LiveTiles databaseId={databaseId} />
        <QueryState query={query} skeleton={<OverviewSkeleton />}>
          {(answer) => (
            <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,5fr)_minmax(0,7fr)] xl:grid-rows-[auto_1fr]">
              <div className="xl:row-span-2">
                <Health answer={answer} />
              </div>
              <FirstThings databaseId={databaseId} answer={answer} />
              <RecentChanges databaseId={databaseId} />
              <div className="flex flex-col gap-6 xl:col-span-2">
                <CoverageCard databaseId={databaseId} outcomes={answer.outcomes} />
                <ScoreHistory databaseId={databaseId} scoreDetail={answer.scoreDetail} />
              </div>
            </div>
          )}
        </QueryState>
      </div>
    </>
  );
}

function OverviewSkeleton() {
  return (
    <div className="grid gap-6 xl:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
      <Skeleton className="h-80" />
      <Skeleton className="h-80" />
    </div>
  );
}
