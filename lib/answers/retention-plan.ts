import type { z } from 'zod';
import type { PolicySet, RetentionPlan } from '@/lib/api/retention-plan';
import type { retentionPlanRequest } from '@/lib/api/retention-plan-schema';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import type { Member } from '@/lib/plans/policies/family';
import { isShortened, type PolicyPlan, policyPlans } from '@/lib/plans/policies/policy-plan';
import type { Answers, PolicyLine, Window } from '@/lib/plans/policies/resolve';
import type { DatabaseView } from './database-view';
import { requireHypertable } from './hypertable';
import { missingArtifacts } from './missing-artifacts';

const NEEDS = ['hypertables', 'chunks', 'policies', 'continuousAggregates'] as const;

type Asked = z.output<typeof retentionPlanRequest>['answers'];
type Kept = NonNullable<Asked>['keep'];

/**
 * The policies of a database as consistent sets. `lateSeconds` is what history has seen of late rows, by hypertable;
 * null where it has seen nothing. Throws `not-found` for a hypertable that is not there.
 */
export function retentionPlan(
  view: DatabaseView,
  asked: Asked,
  lateSeconds: (hypertable: Row<'hypertables'>) => number | null,
): RetentionPlan {
  const only = asked?.only && requireHypertable(view, asked.only);
  return retentionPlanOf(view.target.id, view.snapshot, { keep: asked?.keep, only }, lateSeconds);
}

/** The same from a snapshot alone. */
export function retentionPlanOf(
  databaseId: string,
  snapshot: Snapshot | null,
  { keep, only }: { readonly keep?: Kept; readonly only?: Row<'hypertables'> | undefined },
  lateSeconds: (hypertable: Row<'hypertables'>) => number | null,
): RetentionPlan {
  const [hypertables, chunks, policies, continuousAggregates] = [
    artifactRows(snapshot, 'hypertables'),
    artifactRows(snapshot, 'chunks'),
    artifactRows(snapshot, 'policies'),
    artifactRows(snapshot, 'continuousAggregates'),
  ];
  const header = { databaseId, snapshotAt: snapshot?.takenAt ?? null };
  const timescale = snapshot?.server.timescale;
  if (!snapshot || !hypertables || !chunks || !policies || !continuousAggregates || !timescale)
    return { ...header, sets: null, missing: missingArtifacts(snapshot, NEEDS) };
  const input = {
    hypertables,
    chunks,
    policies,
    continuousAggregates,
    timescale,
    nowMs: Date.parse(snapshot.takenAt),
    lateUnits: (hypertable: Row<'hypertables'>) => {
      const seconds = hypertable.isIntegerTime ? null : lateSeconds(hypertable);
      return seconds === null ? null : seconds * 1_000_000;
    },
  };
  return {
    ...header,
    sets: policyPlans(input, answersOf(keep), only).flatMap((plan) => policySet(plan) ?? []),
    missing: [],
  };
}

function answersOf(keep: Kept): Answers {
  return {
    keep({ hypertable: { schema, name, isIntegerTime } }: Member) {
      const kept = keep?.find((one) => one.schema === schema && one.name === name);
      if (isIntegerTime) return kept?.units;
      return kept?.seconds === undefined ? undefined : kept.seconds * 1_000_000;
    },
  };
}

function policySet({
  family,
  lines,
  conflicts,
  late,
  fills,
  script,
  whyNot,
  dryRuns,
}: PolicyPlan): PolicySet | null {
  const [root] = family;
  if (!root) return null;
  const { schema, name, isIntegerTime } = root.hypertable;
  return {
    schema,
    name,
    members: family.map(({ hypertable }) => ({
      schema: hypertable.schema,
      name: hypertable.name,
      kind: hypertable.kind,
    })),
    policies: lines.map(policyOf),
    conflicts: [...conflicts],
    lateWrites: {
      seconds: isIntegerTime || late.units === null ? null : late.units / 1_000_000,
      units: isIntegerTime ? late.units : null,
      basis: late.basis,
    },
    fills: [...fills],
    script: script?.apply ?? null,
    undo: script?.undo ?? null,
    verify: script?.verify ?? null,
    deletesData: lines.some(isShortened),
    dryRuns: [...dryRuns],
    whyNot,
  };
}

function policyOf(line: PolicyLine): PolicySet['policies'][number] {
  const { schema, name, isIntegerTime } = line.member.hypertable;
  const setting = (value: PolicyLine['now']) => (value === null ? null : settingOf(value, isIntegerTime));
  return {
    schema,
    name,
    kind: line.kind,
    jobId: line.present?.jobId ?? null,
    now: setting(line.now),
    wanted: setting(line.wanted),
    isChanged: JSON.stringify(line.now) !== JSON.stringify(line.wanted),
  };
}

function settingOf(
  value: number | Window,
  isIntegerTime: boolean,
): NonNullable<PolicySet['policies'][number]['now']> {
  const seconds = (units: number | null) => (isIntegerTime || units === null ? null : units / 1_000_000);
  const plain = (units: number | null) => (isIntegerTime ? units : null);
  const [after, start, end] =
    typeof value === 'number' ? [value, null, null] : [null, value.start, value.end];
  return {
    afterSeconds: seconds(after),
    afterUnits: plain(after),
    startOffsetSeconds: seconds(start),
    startOffsetUnits: plain(start),
    endOffsetSeconds: seconds(end),
    endOffsetUnits: plain(end),
    scheduleIntervalSeconds: typeof value === 'number' ? null : value.scheduleSeconds,
  };
}
