import type { Row } from '@/lib/collect/snapshot';
import { secondsSince } from '@/lib/derive/seconds-since';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import type { RuleContext } from '../../rule';
import { type Unscheduled, unscheduled } from './unscheduled';

/** Of a job that is not going to run by itself: let it run, and what it left undone is made up for. */
const WORDS: Readonly<Record<Unscheduled, string>> = {
  paused: 'is paused',
  'retries-used-up': 'was stopped after its last retry',
  stuck: 'is stuck, and no worker runs it',
  'start-infinite': 'is never to start again',
  'start-far': 'is not to start for long',
};

/** How the job of a policy fares, as a sentence or two. */
export function jobState(
  job: Row<'jobs'> | undefined,
  context: Pick<RuleContext, 'server' | 'nowMs'>,
): string {
  const reason = job ? unscheduled(job, context) : null;
  if (job && reason)
    return `Its job ${job.jobId} ${WORDS[reason]}: that is a finding of its own, and the cause of this one.`;
  if (!job?.hasStatistics || !job.totalRuns) return 'No run of its job is recorded.';
  if ((job.consecutiveFailures ?? 0) > 0)
    return `Its job ${job.jobId} failed ${counted(job.consecutiveFailures, 'time')} in a row.`;
  const silence = secondsSince(job.lastSucceededAt, context.nowMs);
  return silence === null
    ? `Its job ${job.jobId} never succeeded.`
    : `Its job ${job.jobId} last succeeded ${duration(silence)} ago.`;
}
