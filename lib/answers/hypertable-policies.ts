import type { z } from 'zod';
import type { policyOnAxis } from '@/lib/api/wire-schema';
import type { Row } from '@/lib/collect/snapshot';
import { ageUnits, endUnits, startUnits } from '@/lib/derive/policy-distance';

export type PolicyOnAxis = z.infer<typeof policyOnAxis>;

/** A policy with its place on the axis now: from where to where it acts. Null is an open end, or not known. */
export function onAxis(
  policy: Row<'policies'>,
  presentUnits: number | null,
  jobs: readonly Row<'jobs'>[] | null,
): PolicyOnAxis {
  const job = jobs?.find(({ jobId }) => jobId === policy.jobId);
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
    nextStartAt: job?.nextStartAt ?? null,
    lastRunSucceeded: job?.lastRunSucceeded ?? null,
  };
}

export function policyOf(
  policies: readonly Row<'policies'>[] | null,
  hypertableId: number,
  kind: Row<'policies'>['kind'],
): Row<'policies'> | null {
  return policies?.find((policy) => policy.hypertableId === hypertableId && policy.kind === kind) ?? null;
}
