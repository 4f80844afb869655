import type { z } from 'zod';
import type { policyOnAxis } from '@/lib/api/wire-schema';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { lastRun } from '@/lib/derive/last-run';
import { ageUnits, endUnits, startUnits } from '@/lib/derive/policy-distance';

export type PolicyOnAxis = z.infer<typeof policyOnAxis>;

/** When the job of a policy starts next, and how its newest run went; null where its statistics could not be read. */
export type PolicyRuns = (jobId: number) => Pick<PolicyOnAxis, 'nextStartAt' | 'lastRun'>;

export function policyRuns(snapshot: Snapshot | null): PolicyRuns {
  const jobs = artifactRows(snapshot, 'jobs');
  return (jobId) => {
    const job = jobs?.find((row) => row.jobId === jobId);
    return snapshot && job
      ? { nextStartAt: job.nextStartAt, lastRun: lastRun(job, snapshot) }
      : { nextStartAt: null, lastRun: null };
  };
}

/** A policy with its place on the axis now: from where to where it acts. Null is an open end, or not known. */
export function onAxis(policy: Row<'policies'>, presentUnits: number | null, runs: PolicyRuns): PolicyOnAxis {
  const before = (distance: number | null) =>
    presentUnits === null || distance === null ? null : presentUnits - distance;
  const [fromUnits, toUnits] =
    policy.kind === 'refresh'
      ? [before(startUnits(policy)), before(endUnits(policy) ?? 0)]
      : [null, policy.byCreation ? null : before(ageUnits(policy))];
  return {
    jobId: policy.jobId,
    kind: policy.kind,
    scheduled: policy.scheduled,
    scheduleIntervalSeconds: policy.scheduleIntervalSeconds,
    afterSeconds: policy.afterSeconds,
    afterUnits: policy.afterUnits,
    byCreation: policy.byCreation,
    startOffsetSeconds: policy.startOffsetSeconds,
    startOffsetUnits: policy.startOffsetUnits,
    endOffsetSeconds: policy.endOffsetSeconds,
    endOffsetUnits: policy.endOffsetUnits,
    fromUnits,
    toUnits,
    ...runs(policy.jobId),
  };
}

export function policyOf(
  policies: readonly Row<'policies'>[] | null,
  hypertableId: number,
  kind: Row<'policies'>['kind'],
): Row<'policies'> | null {
  return policies?.find((policy) => policy.hypertableId === hypertableId && policy.kind === kind) ?? null;
}
