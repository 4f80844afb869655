import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import { Unknown } from '@/components/ui/unknown';
import type { VirtualColumn } from '@/components/ui/virtual-table';
import type { JobRow } from '@/lib/api/jobs';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';
import { jobName } from './job-name';
import { JobStatus, statusRank } from './job-status';

const NO_RECORD = 'its runner records no statistics';

/** The list's columns; on a phone job, status and last run remain. */
export function jobColumns(): VirtualColumn<JobRow>[] {
  return [
    {
      id: 'job',
      header: 'Job',
      width: 'minmax(10rem, 2.4fr)',
      value: jobName,
      cell: (job) => (
        <Link
          href={`?job=${job.jobId}`}
          scroll={false}
          title={`${jobName(job)}, job ${job.jobId}, ${job.procedureSchema}.${job.procedureName}`}
          className="block truncate rounded-sm font-medium hover:underline"
        >
          {jobName(job)} <span className="nums font-normal text-faint text-xs">{job.jobId}</span>
        </Link>
      ),
    },
    {
      id: 'status',
      header: 'Status',
      width: 'minmax(6rem, 8.5rem)',
      value: statusRank,
      cell: (job) => <JobStatus job={job} />,
    },
    {
      id: 'last',
      header: 'Last run',
      align: 'end',
      width: '4.75rem',
      wideOnly: true,
      value: ({ lastStartedAt }) => lastStartedAt,
      cell: ({ lastStartedAt }) =>
        lastStartedAt === null ? <Unknown reason={NO_RECORD} /> : <RelativeTime at={lastStartedAt} />,
    },
    {
      id: 'next',
      header: 'Next start',
      align: 'end',
      width: '4.75rem',
      wideOnly: true,
      value: ({ nextStartAt }) => nextStartAt,
      cell: ({ nextStartAt, scheduled }) =>
        nextStartAt === null ? (
          <Unknown
            reason={scheduled ? 'it runs now, or its runner records no next start' : 'it is switched off'}
          />
        ) : (
          <RelativeTime at={nextStartAt} />
        ),
    },
    {
      id: 'every',
      header: 'Every',
      align: 'end',
      width: '4.5rem',
      wideOnly: true,
      value: ({ scheduleIntervalSeconds }) => scheduleIntervalSeconds,
      cell: ({ scheduleIntervalSeconds }) => duration(scheduleIntervalSeconds),
    },
    {
      id: 'took',
      header: 'Took',
      align: 'end',
      width: '4.25rem',
      wideOnly: true,
      value: ({ lastRunSeconds }) => lastRunSeconds,
      cell: ({ lastRunSeconds }) =>
        lastRunSeconds === null ? <Unknown reason={NO_RECORD} /> : duration(lastRunSeconds),
    },
    {
      id: 'usual',
      header: 'Usually',
      align: 'end',
      width: '4.25rem',
      wideOnly: true,
      value: ({ averageSuccessSeconds }) => averageSuccessSeconds,
      cell: ({ averageSuccessSeconds }) =>
        averageSuccessSeconds === null ? (
          <Unknown reason="no success is on record" />
        ) : (
          duration(averageSuccessSeconds)
        ),
    },
    {
      id: 'failures',
      header: 'Failed runs',
      align: 'end',
      width: '7rem',
      wideOnly: true,
      value: failures,
      cell: (job) => failuresCell(job),
    },
    {
      id: 'owner',
      header: 'Owner',
      width: 'minmax(4rem, 5rem)',
      wideOnly: true,
      value: ({ owner }) => owner,
      cell: ({ owner }) => (
        <span className="text-muted" title={owner}>
          {owner}
        </span>
      ),
    },
  ];
}

function failures({ totalFailures, totalCrashes }: JobRow): number | null {
  return totalFailures === null ? null : totalFailures + (totalCrashes ?? 0);
}

function failuresCell(job: JobRow) {
  const failed = failures(job);
  if (failed === null || job.totalRuns === null) return <Unknown reason={NO_RECORD} />;
  if (job.totalRuns === 0) return <span className="text-faint">no run</span>;
  return (
    <span title={`${count(failed)} of ${count(job.totalRuns)} runs`}>
      {count(failed)} <span className="text-faint">of {count(job.totalRuns)}</span>
      {failed > 0 && <span className="text-faint">, {percent(failed / job.totalRuns)}</span>}
    </span>
  );
}
