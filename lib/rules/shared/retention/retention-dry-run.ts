import type { Row } from '@/lib/collect/snapshot';
import { pastAge } from '@/lib/derive/past-age';
import { type ChunkAge, listAtLeastChunks } from '@/lib/sql/retention';
import type { Check, Needed } from '../../rule';
import { dryRun, policyChunkAge } from './retention-advice';

/**
 * What the next run of a retention job deletes, held against what is known of it. Null for other jobs, where its policy
 * or its chunks were not read, and where there is nothing to hold it against: integer time of which only a guess of the
 * present is past the age nowhere.
 */
export function retentionDryRun(
  { jobId }: Row<'jobs'>,
  { policies, hypertables, chunks }: Needed<never, 'policies' | 'hypertables' | 'chunks'>,
  nowMs: number,
): Check | null {
  const policy = policies?.find((one) => one.jobId === jobId && one.kind === 'retention');
  const hypertable = hypertables?.find(({ hypertableId }) => hypertableId === policy?.hypertableId);
  const age = policy && hypertable ? policyChunkAge(policy, hypertable) : null;
  if (!policy || !hypertable || !age || !chunks) return null;
  const own = chunks.filter(
    ({ hypertableId, isTiered }) => hypertableId === hypertable.hypertableId && !isTiered,
  );
  const past = pastAge(policy, hypertable, own, nowMs);
  if (past === null) return null;
  const known = own.filter((chunk) => past(chunk) >= 0).length;
  if (hypertable.isIntegerTime && !policy.byCreation)
    return known === 0 ? null : atLeast(hypertable, age, known);
  return dryRun(hypertable, age, known, 'its next run deletes');
}

/** Where the present of integer time is our guess, its own "now" function may know of more. */
function atLeast(hypertable: Row<'hypertables'>, age: ChunkAge, known: number): Check {
  return {
    sql: listAtLeastChunks(hypertable, age, known),
    expect: 'true — the second column says how many chunks its next run deletes, the third names them',
  };
}
