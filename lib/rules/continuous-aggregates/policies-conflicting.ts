import type { Row } from '@/lib/collect/snapshot';
import { endUnits, startUnits } from '@/lib/derive/policy-distance';
import { counted } from '@/lib/format/count';
import { countRefreshPolicies } from '@/lib/sql/continuous-aggregate';
import { alterJobConfig, deleteJob } from '@/lib/sql/job';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { jobStep } from '../shared/jobs/job-step';

/** Several refresh policies on one aggregate came with 2.21. */
const SEVERAL_SINCE = 2_021_000;
/** 2.22.1 refuses them where aggregates are built on each other, and leaves those that exist. */
const REFUSED_SINCE = 2_022_001;
/** 2.29 allows them again. */
const ALLOWED_SINCE = 2_029_000;

interface Several {
  readonly aggregate: Row<'continuousAggregates'>;
  /** At least two. */
  readonly refreshes: readonly Row<'policies'>[];
}

export default defineRule({
  meta: {
    id: 'continuous-aggregates/policies-conflicting',
    title: 'Refresh policies of aggregates on aggregates block each other',
    why: 'A refresh of an aggregate that others are built on writes to their logs of changes as well. Two policies of one such aggregate that run at once wait for each other, until PostgreSQL ends one of them as a deadlock.',
    source: 'https://github.com/timescale/timescaledb/pull/8707',
    needs: ['continuousAggregates', 'policies'],
    facts: {
      refreshPolicies: { label: 'Refresh policies', source: 'timescaledb_information.jobs' },
    },
  },
  check({ continuousAggregates, policies }, context) {
    const version = context.server.timescale?.versionNumber ?? 0;
    if (version < SEVERAL_SINCE)
      return { notApplicable: 'Before TimescaleDB 2.21 an aggregate has one refresh policy' };
    if (version >= ALLOWED_SINCE)
      return { notApplicable: 'From TimescaleDB 2.29 on several refresh policies do not block each other' };
    return continuousAggregates
      .filter((aggregate) => isStacked(aggregate, continuousAggregates))
      .map((aggregate) => ({
        aggregate,
        refreshes: policies.filter(
          ({ kind, hypertableId }) => kind === 'refresh' && hypertableId === aggregate.hypertableId,
        ),
      }))
      .filter(({ refreshes }) => refreshes.length > 1)
      .map((several) => finding(several, context));
  },
});

const isStacked = (
  { hypertableId, parentHypertableId }: Row<'continuousAggregates'>,
  aggregates: readonly Row<'continuousAggregates'>[],
) => parentHypertableId !== null || aggregates.some((other) => other.parentHypertableId === hypertableId);

function finding({ aggregate, refreshes }: Several, { server }: RuleContext): Finding {
  const { schema, name } = aggregate;
  const version = server.timescale?.versionNumber ?? 0;
  return {
    subject: [schema, name],
    severity: version < REFUSED_SINCE ? 'critical' : 'warning',
    confidence: 'high',
    title: `Leave ${schema}.${name} one refresh policy`,
    detail: `It has ${counted(refreshes.length, 'refresh policy', 'refresh policies')} and is part of aggregates that are built on each other. ${
      version < REFUSED_SINCE
        ? 'Before TimescaleDB 2.22.1 their refreshes run into deadlocks.'
        : 'TimescaleDB refuses to add them since 2.22.1, because their refreshes run into deadlocks; these are older.'
    }`,
    facts: { refreshPolicies: refreshes.length },
    impact: {
      prevents: 'refreshes that PostgreSQL ends as deadlocks',
      basis: 'Not estimated: it depends on how often two of them run at once.',
    },
    ...(server.timescale?.license === 'timescale' && oneOf({ aggregate, refreshes })),
  };
}

/** One policy that covers the windows of all and runs as often as the most frequent. */
function oneOf({ aggregate, refreshes }: Several): { readonly advice?: Advice } {
  const [kept, ...others] = [...refreshes].sort(
    (a, b) => a.scheduleIntervalSeconds - b.scheduleIntervalSeconds,
  );
  if (!kept) return {};
  const start = farthest(refreshes, (policy) => startUnits(policy) ?? Number.POSITIVE_INFINITY);
  const end = farthest(refreshes, (policy) => -(endUnits(policy) ?? Number.NEGATIVE_INFINITY));
  return {
    advice: {
      precheck: {
        sql: countRefreshPolicies(aggregate.hypertableId),
        expect: `${refreshes.length} — the policies are as they were when this was written`,
      },
      // Windows may not overlap, so the others go first.
      steps: [
        ...others.map(({ jobId }) => jobStep(deleteJob(jobId))),
        jobStep(alterJobConfig(kept.jobId, 'start_offset', offset(start, 'start_offset'))),
        jobStep(alterJobConfig(kept.jobId, 'end_offset', offset(end, 'end_offset'))),
      ],
      undo: {
        impossible:
          'From 2.22.1 on TimescaleDB refuses a second policy there. Before, add_continuous_aggregate_policy adds it again with the offsets that the note names.',
      },
      verify: { sql: countRefreshPolicies(aggregate.hypertableId), expect: '1' },
      worsens:
        'One job refreshes the whole window each time; ranges that have not changed cost next to nothing.',
      role: `owner of job ${kept.jobId} (${aggregate.owner})`,
      deletesData: false,
      note: `The windows now: ${refreshes.map(({ jobId, config }) => `job ${jobId} from ${config.start_offset ?? 'the first row'} to ${config.end_offset ?? 'the newest'}`).join('; ')}.`,
    },
  };
}

function farthest(
  policies: readonly Row<'policies'>[],
  measure: (policy: Row<'policies'>) => number,
): Row<'policies'> | undefined {
  return [...policies].sort((a, b) => measure(b) - measure(a))[0];
}

/** As the policy's configuration spells it; null is an open end. */
function offset(
  policy: Row<'policies'> | undefined,
  key: 'start_offset' | 'end_offset',
): string | number | null {
  const value = policy?.config[key];
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
