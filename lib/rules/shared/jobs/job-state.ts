import type { Row } from '@/lib/collect/snapshot';
import { secondsSince } from '@/lib/derive/seconds-since';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';

/** How the job of a policy fares, as a sentence. */
export function jobState(job: Row<'jobs'> | undefined, nowMs: number): string {
  if (job && !job.scheduled) return `Its job ${job.jobId} is paused.`;
  if (!job?.hasStatistics || !job.totalRuns) return 'No run of its job is recorded.';
  if ((job.consecutiveFailures ?? 0) > 0)
    return `Its job ${job.jobId} failed ${counted(job.consecutiveFailures, 'time')} in a row.`;
  const silence = secondsSince(job.lastSucceededAt, nowMs);
  return silence === null
    ? `Its job ${job.jobId} never succeeded.`
    : `Its job ${job.jobId} last succeeded ${duration(silence)} ago.`;
}
