'use client';
import { useQuery } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { SkeletonStack } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { jobsQuery } from '@/lib/api/jobs';
import { MissingNote, UnavailableState } from '../hypertables/unavailable-state';
import { JobsBoard } from './jobs-board';
import { jobsSummary } from './jobs-summary';

/** Do the policies run? */
export function JobsScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(jobsQuery(databaseId));
  const jobs = query.data?.jobs;
  return (
    <>
      <PageHeader title="Jobs" summary={jobs && jobs.length > 0 ? jobsSummary(jobs) : undefined} />
      <QueryState query={query} skeleton={<SkeletonStack heights={['h-24', 'h-72', 'h-96']} />}>
        {(answer) => {
          if (answer.jobs === null) return <UnavailableState missing={answer.missing} />;
          if (answer.jobs.length === 0) return <NoJob />;
          return (
            <>
              <MissingNote missing={answer.missing} />
              <JobsBoard databaseId={databaseId} jobs={answer.jobs} answer={answer} />
            </>
          );
        }}
      </QueryState>
    </>
  );
}

function NoJob() {
  return (
    <Card>
      <State kind="empty" title="No background job is set up.">
        Policies for columnstore, retention and refresh are jobs; so are procedures added with add_job().
      </State>
    </Card>
  );
}
