import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { RelativeTime } from '@/components/ui/relative-time';
import type { JobRow, JobsAnswer } from '@/lib/api/jobs';
import { count } from '@/lib/format/count';
import { FindingLinks } from '../hypertable/finding-links';
import { jobName } from './job-name';

/** What fails and with which words; where the text is hidden from us, who may read it. */
export function FailuresCard({
  databaseId,
  jobs,
  answer,
}: {
  readonly databaseId: string;
  readonly jobs: readonly JobRow[];
  readonly answer: JobsAnswer;
}) {
  const failing = jobs.filter((job) => job.status === 'failed' || job.lastError !== null);
  if (failing.length === 0) return null;
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Failures" className="pb-3" />
      <ul>
        {failing.map((job) => (
          <li key={job.jobId} className="border-line border-t">
            <div className="flex flex-col gap-2 px-5 py-3.5">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                <span className="break-all font-medium">{jobName(job)}</span>
                <span className="nums text-faint text-xs">job {job.jobId}</span>
                {job.lastError?.at && (
                  <span className="text-faint text-xs">
                    failed <RelativeTime at={job.lastError.at} />
                  </span>
                )}
                {(job.consecutiveFailures ?? 0) > 0 && (
                  <Badge tone="critical">✕ {count(job.consecutiveFailures)} in a row</Badge>
                )}
                {job.status !== 'failed' && <Badge tone="outline">has succeeded since</Badge>}
              </p>
              <ErrorText job={job} hiddenBecause={answer.errorsLimit} />
            </div>
            {job.findings.length > 0 && (
              <div className="border-line border-t border-dashed">
                <FindingLinks
                  databaseId={databaseId}
                  findings={job.findings}
                  label={`Findings of job ${job.jobId}`}
                />
              </div>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ErrorText({ job, hiddenBecause }: { readonly job: JobRow; readonly hiddenBecause: string | null }) {
  const { lastError, owner } = job;
  if (lastError?.message) {
    return (
      <p className="break-words rounded-md bg-sunken px-3 py-2 font-mono text-xs">
        {lastError.sqlState !== null && <span className="text-faint">{lastError.sqlState} </span>}
        {lastError.message}
      </p>
    );
  }
  if (hiddenBecause === null) {
    return (
      <p className="text-muted text-sm">
        No error is on record: its last run ended without a report, as after a crash.
      </p>
    );
  }
  return (
    <p className="text-muted text-sm">
      Its error text is not readable for us. {hiddenBecause}; the owner is{' '}
      <span className="font-mono text-xs">{owner}</span>.
    </p>
  );
}
