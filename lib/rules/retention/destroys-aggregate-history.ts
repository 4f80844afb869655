import type { Row } from '@/lib/collect/snapshot';
import { widestBucketUnits } from '@/lib/derive/aggregate-axis';
import { type CalendarDistance, longestUnits, shortestUnits } from '@/lib/derive/calendar-span';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { keptDistance, reachesDropped } from '@/lib/derive/dropped-reach';
import { asConfigValue, endDistance, startUnits } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
import { count, counted } from '@/lib/format/count';
import { alterJobConfig, readJobConfig, restoreJobConfig } from '@/lib/sql/job';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type Impact, type RuleContext } from '../rule';
import { jobStep } from '../shared/jobs/job-step';

/** TimescaleDB refuses a refresh window of less than two buckets. */
const LEAST_BUCKETS = 2;

type Policy = Row<'policies'>;
interface Conflict {
  readonly aggregate: Row<'continuousAggregates'>;
  readonly axis: Row<'hypertables'>;
  readonly source: Row<'hypertables'> | undefined;
  readonly retention: Policy;
  /** How far back the source has all its rows. */
  readonly kept: CalendarDistance;
  /** At least one. */
  readonly refreshes: readonly Policy[];
  /** Only in some months: the two intervals are of different kinds, such as 1 month and 30 days. */
  readonly isCalendarOnly: boolean;
}

export default defineRule({
  meta: {
    id: 'retention/destroys-aggregate-history',
    title: 'Retention makes refreshes delete the history of an aggregate',
    why: 'Dropping chunks marks their range as changed. A refresh whose window reaches back into that range finds no rows there any more and deletes the buckets that were computed from them.',
    source:
      'https://docs.tigerdata.com/use-timescale/latest/data-retention/data-retention-with-continuous-aggregates/',
    needs: ['hypertables', 'policies', 'continuousAggregates'],
    wants: ['chunks'],
    facts: {
      startOffsetSeconds: {
        label: 'Refresh reaches back (– is to the first row)',
        source: 'timescaledb_information.jobs.config',
      },
      startOffsetUnits: {
        label: 'Refresh reaches back (– is to the first row)',
        source: 'timescaledb_information.jobs.config',
      },
      dropAfterSeconds: { label: 'Source rows dropped after', source: 'timescaledb_information.jobs.config' },
      dropAfterUnits: { label: 'Source rows dropped after', source: 'timescaledb_information.jobs.config' },
      historyBytes: { label: 'History in reach of the refresh', source: 'pg_total_relation_size' },
      refreshJobId: { label: 'Refresh job', source: 'timescaledb_information.jobs' },
      retentionJobId: { label: 'Retention job', source: 'timescaledb_information.jobs' },
    },
  },
  check({ hypertables, policies, continuousAggregates, chunks }, context) {
    if (continuousAggregates.length === 0) return { notApplicable: 'There is no continuous aggregate' };
    return continuousAggregates
      .flatMap((aggregate) => conflictOf(aggregate, hypertables, policies))
      .map((conflict) => finding(conflict, chunks, context));
  },
});

function conflictOf(
  aggregate: Row<'continuousAggregates'>,
  hypertables: readonly Row<'hypertables'>[],
  policies: readonly Policy[],
): Conflict[] {
  const of = (id: number) => hypertables.find(({ hypertableId }) => hypertableId === id);
  const axis = of(aggregate.hypertableId);
  const source = of(aggregate.sourceHypertableId);
  const retention = scheduledRetention(policies, aggregate.sourceHypertableId);
  const kept = retention ? keptDistance(retention, source) : null;
  if (!axis || !retention || !kept) return [];
  const reach = (refresh: Policy) => reachesDropped(refresh, retention, hypertables, policies);
  const refreshes = policies.filter(
    (policy) =>
      policy.kind === 'refresh' &&
      policy.hypertableId === aggregate.hypertableId &&
      reach(policy) !== 'never',
  );
  if (refreshes.length === 0) return [];
  const isCalendarOnly = refreshes.every((policy) => reach(policy) === 'sometimes');
  return [{ aggregate, axis, source, retention, kept, refreshes, isCalendarOnly }];
}

const scheduledRetention = (policies: readonly Policy[], id: number) =>
  policies.find(
    ({ kind, hypertableId, scheduled }) => kind === 'retention' && hypertableId === id && scheduled,
  );

function finding(conflict: Conflict, chunks: readonly Row<'chunks'>[] | null, context: RuleContext): Finding {
  const { aggregate, axis, retention, kept, refreshes, isCalendarOnly } = conflict;
  const words = (units: number) => distanceText(units, axis.isIntegerTime);
  const worst = refreshes.reduce((far, policy) => (reachOf(policy) > reachOf(far) ? policy : far));
  const start = startUnits(worst);
  const paused = refreshes.every(({ scheduled }) => !scheduled);
  const history = historyInReach(conflict, chunks, start, context.nowMs);
  const advice = narrower(conflict, context);
  const reaches =
    start === null
      ? 'has no start_offset, so it reaches back to the first row'
      : `reaches back ${words(start)}`;
  return {
    subject: [aggregate.schema, aggregate.name],
    severity: paused || isCalendarOnly ? 'warning' : 'critical',
    confidence: isCalendarOnly || retention.byCreation ? 'medium' : 'high',
    title: `Keep refreshes of ${aggregate.schema}.${aggregate.name} out of what retention drops`,
    detail: `Its refresh ${reaches}, while ${sourceName(conflict)} keeps ${words(kept.units)}${retention.byCreation ? ', as chunks are dropped by when they were made' : ''}${isCalendarOnly ? ': in some months the refresh reaches further' : ''}.${paused ? ' The refresh is paused; the history goes when it is resumed.' : ''}${advice ? '' : ` What ${sourceName(conflict)} keeps is too short for a refresh window of two buckets: lengthen the retention first.`}`,
    facts: {
      ...distanceFact('startOffset', start, axis.isIntegerTime),
      ...distanceFact('dropAfter', kept.units, axis.isIntegerTime),
      historyBytes: history ? chunkBytes(history) : null,
      refreshJobId: worst.jobId,
      retentionJobId: retention.jobId,
    },
    impact: atRisk(history),
    ...(advice && { advice }),
  };
}

const reachOf = (policy: Policy) => startUnits(policy) ?? Number.POSITIVE_INFINITY;
const sourceName = ({ source }: Conflict) => (source ? `${source.schema}.${source.name}` : 'its source');

/** The aggregate's chunks between the reach of the refresh and what retention keeps of the source. */
function historyInReach(
  { axis, kept }: Conflict,
  chunks: readonly Row<'chunks'>[] | null,
  start: number | null,
  nowMs: number,
): readonly Row<'chunks'>[] | null {
  const own = chunks?.filter(({ hypertableId }) => hypertableId === axis.hypertableId);
  const present = own ? presentUnits(axis, own, nowMs) : null;
  if (!own || present === null) return null;
  return own.filter(
    ({ rangeStartUnits, rangeEndUnits }) =>
      rangeStartUnits !== null &&
      rangeStartUnits < present - kept.units &&
      (start === null || rangeEndUnits === null || rangeEndUnits > present - start),
  );
}

function atRisk(history: readonly Row<'chunks'>[] | null): Impact {
  const prevents = 'buckets that cannot be computed again, because their source rows are gone';
  if (!history) return { prevents, basis: 'Not estimated: the chunks of the aggregate were not read.' };
  const bytesAtRisk = chunkBytes(history);
  return {
    prevents,
    bytesAtRisk,
    basis: `${counted(history.length, 'chunk')} of the aggregate lie between the reach of the refresh and what retention keeps: ${count(bytesAtRisk)} bytes.`,
  };
}

/**
 * Sets every conflicting start_offset one bucket inside of what the source keeps in the shortest months; undefined where
 * that leaves no valid window.
 */
function narrower(
  { aggregate, axis, kept, refreshes }: Conflict,
  { server }: RuleContext,
): Advice | undefined {
  const bucket = widestBucketUnits(aggregate);
  if (bucket === null || server.timescale?.license !== 'timescale') return undefined;
  const target = shortestUnits(kept) - bucket;
  const least = (policy: Policy) => {
    const end = endDistance(policy);
    return (end ? longestUnits(end) : 0) + LEAST_BUCKETS * bucket;
  };
  if (refreshes.some((policy) => target < least(policy))) return undefined;
  const value = asConfigValue(target, axis);
  const [first] = refreshes;
  if (!first) return undefined;
  return {
    precheck: {
      sql: readJobConfig(first.jobId, 'start_offset'),
      expect: `${first.config.start_offset ?? 'open-ended'} — the policy is as it was when this was written`,
    },
    steps: refreshes.map(({ jobId }) => jobStep(alterJobConfig(jobId, 'start_offset', value))),
    undo: refreshes.map(({ jobId, config }) => ({
      sql: restoreJobConfig(jobId, config),
      note: 'Puts the configuration back as it is now; buckets that are deleted meanwhile do not come back.',
    })),
    verify: { sql: readJobConfig(first.jobId, 'start_offset'), expect: String(value) },
    worsens: `Rows that arrive more than ${distanceText(target, axis.isIntegerTime)} late no longer reach the aggregate by itself.`,
    role: `owner of job ${first.jobId} (${aggregate.owner})`,
    deletesData: false,
    note: 'Buckets that earlier refreshes have deleted are not brought back. Never refresh by hand a range whose source rows are dropped.',
  };
}
