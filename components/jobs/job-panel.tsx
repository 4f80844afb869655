'use client';
import { useMemo } from 'react';
import { MetricChart, type MetricLine } from '@/components/history/metric-chart';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import type { JobRow, JobRun } from '@/lib/api/jobs';
import { duration } from '@/lib/format/duration';
import { instantShort } from '@/lib/format/instant';
import { jobName } from './job-name';

const WEEK_SECONDS = 604_800;
const MOST_RUNS = 50;
const DURATION: readonly MetricLine[] = [{ metric: 'jobRunSeconds', label: 'took', of: 'max' }];

/** One job: how long its runs take over time, and the newest of them with their words. */
export function JobPanel({
  databaseId,
  job,
  runs,
  onClose,
}: {
  readonly databaseId: string;
  readonly job: JobRow;
  readonly runs: readonly JobRun[];
  readonly onClose: () => void;
}) {
  const own = useMemo(() => runs.filter(({ jobId }) => jobId === job.jobId), [runs, job.jobId]);
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title={
          <span className="break-all">
            {jobName(job)} <span className="nums font-normal text-faint">job {job.jobId}</span>
          </span>
        }
        description={`${job.procedureSchema}.${job.procedureName}, owned by ${job.owner}, every ${duration(job.scheduleIntervalSeconds)}`}
        aside={
          <Button size="sm" onClick={onClose}>
            Close
          </Button>
        }
      />
      <div className="px-5 py-4">
        <MetricChart
          databaseId={databaseId}
          subject={`job.${job.jobId}`}
          title="Duration over seven days"
          unit="longest run"
          lines={DURATION}
          rangeSeconds={WEEK_SECONDS}
          format={duration}
          scaleBase={60}
          heightPx={140}
        />
      </div>
      <RunsTable runs={own.slice(0, MOST_RUNS)} />
    </Card>
  );
}

function RunsTable({ runs }: { readonly runs: readonly JobRun[] }) {
  if (runs.length === 0) return null;
  return (
    <div className="max-h-80 overflow-y-auto border-line border-t">
      <Table label="Newest runs">
        <thead>
          <tr>
            <Th>Started (UTC)</Th>
            <Th align="end">Took</Th>
            <Th>Result</Th>
            <Th>Error</Th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Tr key={`${run.startedAt}${run.seenBy}`}>
              <Td className="nums whitespace-nowrap">{instantShort(run.startedAt, 'UTC')}</Td>
              <Td align="end">{duration(run.durationSeconds)}</Td>
              <Td className="whitespace-nowrap">{resultWords(run)}</Td>
              <Td className="break-words font-mono text-muted text-xs">
                {run.sqlState !== null && `${run.sqlState} `}
                {run.message}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function resultWords({ succeeded, finishedAt }: JobRun): string {
  if (succeeded === null) return finishedAt === null ? '▸ runs' : '– no result';
  return succeeded ? '✓ succeeded' : '✕ failed';
}
