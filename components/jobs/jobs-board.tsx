'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { parseAsInteger, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { Card, CardHeader } from '@/components/ui/card';
import { VirtualTable } from '@/components/ui/virtual-table';
import { databasesQuery } from '@/lib/api/databases';
import type { JobRow, JobsAnswer } from '@/lib/api/jobs';
import { FailuresCard } from './failures-card';
import { jobColumns } from './job-columns';
import { statusRank } from './job-status';
import { RunsCard } from './runs-card';
import { WorkersTiles } from './workers-tiles';

const JobPanel = dynamic(() => import('./job-panel').then((part) => part.JobPanel), { ssr: false });

/** Numbers, what fails, the timeline of runs, the chosen job, and all jobs. */
export function JobsBoard({
  databaseId,
  jobs,
  answer,
}: {
  readonly databaseId: string;
  readonly jobs: readonly JobRow[];
  readonly answer: JobsAnswer;
}) {
  const [chosenId, setChosenId] = useQueryState('job', parseAsInteger.withOptions({ history: 'push' }));
  const columns = useMemo(jobColumns, []);
  const inOrder = useMemo(
    () => [...jobs].sort((a, b) => statusRank(b) - statusRank(a) || a.jobId - b.jobId),
    [jobs],
  );
  const chosen = jobs.find(({ jobId }) => jobId === chosenId);
  return (
    <div className="flex flex-col gap-5">
      <EmbeddedNote databaseId={databaseId} />
      <WorkersTiles jobs={jobs} answer={answer} />
      <FailuresCard databaseId={databaseId} jobs={inOrder} answer={answer} />
      <RunsCard jobs={inOrder} answer={answer} />
      {chosen && (
        <JobPanel
          key={chosen.jobId}
          databaseId={databaseId}
          job={chosen}
          runs={answer.runs}
          onClose={() => setChosenId(null)}
        />
      )}
      <Card className="overflow-hidden">
        <CardHeader title="All jobs" className="pb-3" />
        <VirtualTable
          label="Jobs"
          columns={columns}
          rows={inOrder}
          rowKey={({ jobId }) => String(jobId)}
          onOpen={({ jobId }) => setChosenId(jobId)}
          heightPx={560}
          minWidthPx={1040}
        />
      </Card>
    </div>
  );
}

/** The embedded engine has no background workers: whoever owns the process runs its jobs, and the screen says so. */
function EmbeddedNote({ databaseId }: { readonly databaseId: string }) {
  const database = useQuery(databasesQuery()).data?.find(({ id }) => id === databaseId);
  if (database?.engine !== 'embedded') return null;
  return (
    <p className="rounded-lg border border-line border-dashed px-4 py-2.5 text-muted text-sm">
      The embedded engine has no background workers. The process that owns it runs the jobs when they are due
      and records their runs; on a server of your own TimescaleDB does both.
    </p>
  );
}
