import type { Row } from '@/lib/collect/snapshot';
import { atLeastChunks } from '@/lib/sql/retention';
import type { Check, Needed } from '../../rule';
import { policyChunkAge } from './retention-advice';

/** What the next run of a retention job deletes. Null for other jobs, and where its policy was not read. */
export function retentionDryRun(
  { jobId }: Row<'jobs'>,
  { policies, hypertables }: Needed<never, 'policies' | 'hypertables'>,
): Check | null {
  const policy = policies?.find((one) => one.jobId === jobId && one.kind === 'retention');
  const hypertable = hypertables?.find(({ hypertableId }) => hypertableId === policy?.hypertableId);
  const age = policy && hypertable ? policyChunkAge(policy, hypertable) : null;
  return hypertable && age
    ? {
        sql: atLeastChunks(hypertable, age, 0),
        expect: 'true — the second column says how many chunks its next run deletes',
      }
    : null;
}
