import { StatGrid, StatTile } from '@/components/ui/stat-tile';
import type { JobRow, JobsAnswer } from '@/lib/api/jobs';
import { count } from '@/lib/format/count';
import { nextStarts } from './next-starts';

/** Background workers against what the jobs need, and how many start at the same time. */
export function WorkersTiles({
  jobs,
  answer,
}: {
  readonly jobs: readonly JobRow[];
  readonly answer: JobsAnswer;
}) {
  const { workers } = answer;
  const together = nextStarts(jobs);
  const orNull = (value: number | null) => (value === null ? null : count(value));
  return (
    <StatGrid label="Jobs in numbers" perRow={4}>
      <StatTile
        label="Scheduled jobs"
        value={orNull(workers.scheduledJobs)}
        detail={`of ${count(jobs.length)}`}
      />
      <StatTile
        label="Failing"
        value={count(jobs.filter(({ status }) => status === 'failed').length)}
        detail={besideFailing(jobs)}
      />
      <StatTile
        label="Running now"
        value={orNull(workers.runningNow)}
        unknownReason="this server shows no background workers"
        detail={workersWords(answer)}
      />
      <StatTile
        label="Start within one minute"
        value={together === null ? null : count(together)}
        unknownReason="no next start is on record"
        detail="most at once"
      />
    </StatGrid>
  );
}

function besideFailing(jobs: readonly JobRow[]): string {
  const unknown = jobs.filter(({ status }) => status === 'unknown').length;
  const stuck = jobs.filter(({ status }) => status === 'stuck').length;
  const parts = [stuck > 0 && `${count(stuck)} stuck`, unknown > 0 && `${count(unknown)} not known`];
  return parts.filter(Boolean).join(', ') || 'by their last run';
}

function workersWords({ workers: { schedulers, processes } }: JobsAnswer): string {
  if (schedulers === null) return 'number of workers not known';
  const all = processes === null ? '' : `, ${count(processes)} processes in all`;
  return `of ${count(schedulers)} workers${all}`;
}
