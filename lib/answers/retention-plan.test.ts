import { describe, expect, it } from 'vitest';
import { retentionPlanAnswer, retentionPlanRequest } from '@/lib/api/retention-plan-schema';
import { snapshotOf } from '@/lib/rules/testing/context';
import { aggregate, aggregateHypertable, dailyChunks, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { policy, refresh, retention } from '@/lib/rules/testing/job-rows';
import { retentionPlan } from './retention-plan';
import { onTheWire, view } from './testing/view';

const artifacts = {
  hypertables: [hypertable(), aggregateHypertable()],
  chunks: dailyChunks(40),
  policies: [policy(), retention({ afterSeconds: 5 * 86_400, config: { drop_after: '5 days' } }), refresh()],
  continuousAggregates: [aggregate()],
};
const notSeen = () => null;
const planOf = (answers: unknown = undefined, late: (name: string) => number | null = notSeen) => {
  const asked = retentionPlanRequest.parse({ databaseId: 'app', answers });
  const plan = retentionPlan(view(snapshotOf(artifacts)), asked.answers, ({ name }) => late(name));
  return onTheWire(retentionPlanAnswer, plan);
};

describe('the plan of policies on the wire', () => {
  it('says each policy as it is and as it should be, in seconds', () => {
    const [set] = planOf().sets ?? [];
    expect(set?.members.map(({ name }) => name)).toEqual(['metrics', 'metrics_hourly']);
    expect(set?.policies.map(({ kind, isChanged }) => `${kind} ${isChanged}`)).toEqual([
      'columnstore true',
      'retention false',
      'refresh true',
    ]);
    expect(set?.policies[2]?.now).toMatchObject({ startOffsetSeconds: 7 * 86_400, afterSeconds: null });
    expect(set?.policies[2]?.wanted).toMatchObject({ startOffsetSeconds: 5 * 86_400 - 3_600 });
    expect(set).toMatchObject({ deletesData: false, dryRuns: [], lateWrites: { seconds: null } });
  });

  it('takes the answers: which one, how long to keep, and what history saw', () => {
    const plan = planOf(
      {
        only: { schema: 'public', name: 'metrics_hourly' },
        keep: [{ schema: 'public', name: 'metrics', seconds: 86_400 }],
      },
      () => 7_200,
    );
    expect(plan.sets).toHaveLength(1);
    expect(plan.sets?.[0]).toMatchObject({ deletesData: true, lateWrites: { seconds: 7_200 } });
    expect(plan.sets?.[0]?.dryRuns).toHaveLength(1);
  });

  it('refuses what it does not understand, and names it', () => {
    expect(() => planOf({ keep: [{ schema: 'public', name: 'metrics' }] })).toThrowError(
      'either seconds or units',
    );
    expect(() => planOf({ keeps: [] })).toThrowError('keeps');
    expect(() => planOf({ only: { schema: 'public', name: 'absent' } })).toThrowError(
      'no hypertable public.absent',
    );
  });

  it('names what could not be read instead of planning without it', () => {
    const blind = view(snapshotOf({ hypertables: artifacts.hypertables }));
    const plan = onTheWire(retentionPlanAnswer, retentionPlan(blind, undefined, notSeen));
    expect(plan.sets).toBeNull();
    expect(plan.missing.map(({ artifact }) => artifact)).toEqual([
      'chunks',
      'policies',
      'continuousAggregates',
    ]);
  });
});
