import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { pastAge } from '@/lib/derive/past-age';
import { ageUnits, intervalUnits } from '@/lib/derive/policy-distance';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { runJob } from '@/lib/sql/job';
import { countChunks, listAtLeastChunks } from '@/lib/sql/retention';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { jobState } from '../shared/jobs/job-state';
import { causeInJob } from '../shared/jobs/unscheduled';
import { DESTROYS_HISTORY, wouldDestroyHistory } from '../shared/jobs/would-destroy-history';
import { DROP_LOCKS, dropStep, policyChunkAge } from '../shared/retention/retention-advice';
import { unreadRows } from '../shared/retention/unread-rows';

const DAY_UNITS = 86_400_000_000;
/** RET-2: two days, so one missed run of the default daily schedule passes; a slower schedule gets a run and a day. */
const GRACE_UNITS = 2 * DAY_UNITS;
/** RET-2: critical a week after the policy should have acted; past that, it is not going to by itself. */
const CRITICAL_UNITS = 7 * DAY_UNITS;
/** Integer time does not say how long two days are; two intervals stand in. */
const GRACE_INTERVALS = 2;

type Artifacts = Needed<'hypertables' | 'chunks' | 'policies', 'jobs' | 'continuousAggregates'>;

interface Overdue {
  readonly policy: Row<'policies'>;
  readonly hypertable: Row<'hypertables'>;
  readonly job: Row<'jobs'> | undefined;
  readonly after: number;
  /** What a run would drop now, the chunks that are overdue by less than the grace included. */
  readonly droppable: readonly Row<'chunks'>[];
  /** Only those that are overdue by more than the grace. */
  readonly chunks: readonly Row<'chunks'>[];
  /** How far the oldest is past the policy's age. */
  readonly by: number;
  readonly grace: number;
}

export default defineRule({
  meta: {
    id: 'retention/overdue',
    title: 'Chunks are older than the retention policy allows',
    why: 'The policy does not delete what it promises to. The rows take disk, backups carry them, and where the age is a legal limit they must not be there.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/data-retention/about-data-retention/',
    needs: ['hypertables', 'chunks', 'policies'],
    wants: ['jobs', 'continuousAggregates'],
    facts: {
      overdueChunks: { label: 'Chunks past the age', source: '_timescaledb_catalog.chunk' },
      overdueBytes: { label: 'Their size', source: 'pg_total_relation_size' },
      overdueSeconds: { label: 'The oldest is past it by', source: '_timescaledb_catalog.dimension_slice' },
      overdueUnits: { label: 'The oldest is past it by', source: '_timescaledb_catalog.dimension_slice' },
      dropAfterSeconds: { label: 'Policy drops after', source: 'timescaledb_information.jobs.config' },
      dropAfterUnits: { label: 'Policy drops after', source: 'timescaledb_information.jobs.config' },
      frozenChunks: { label: 'Of them frozen', source: '_timescaledb_catalog.chunk.status' },
      consecutiveFailures: {
        label: 'Failures of the job in a row',
        source: '_timescaledb_internal.bgw_job_stat',
      },
    },
  },
  check(artifacts, context) {
    const { hypertables, chunks, policies, jobs } = artifacts;
    const retentions = policies.filter(({ kind }) => kind === 'retention');
    if (retentions.length === 0) return { notApplicable: 'There is no retention policy' };
    // A paused policy is the subject of jobs/not-scheduled.
    return retentions
      .filter(({ scheduled }) => scheduled)
      .flatMap((policy) => {
        const hypertable = hypertables.find(({ hypertableId }) => hypertableId === policy.hypertableId);
        const job = jobs?.find(({ jobId }) => jobId === policy.jobId);
        return hypertable ? overdueOf(policy, hypertable, chunks, job, context.nowMs) : [];
      })
      .map((overdue) => finding(overdue, artifacts, context));
  },
});

function overdueOf(
  policy: Row<'policies'>,
  hypertable: Row<'hypertables'>,
  allChunks: readonly Row<'chunks'>[],
  job: Row<'jobs'> | undefined,
  nowMs: number,
): Overdue[] {
  const own = allChunks.filter(
    ({ hypertableId, isTiered }) => hypertableId === hypertable.hypertableId && !isTiered,
  );
  const byTime = policy.byCreation || !hypertable.isIntegerTime;
  const past = pastAge(policy, hypertable, own, nowMs);
  const after = ageUnits(policy);
  const interval = intervalUnits(hypertable);
  if (past === null || after === null || interval === null) return [];
  // The present of integer time is our guess: where the job runs well, its own "now" function knows better.
  if (!byTime && job?.lastRunSucceeded) return [];
  const grace = byTime
    ? Math.max(GRACE_UNITS, policy.scheduleIntervalSeconds * 1_000_000 + DAY_UNITS)
    : GRACE_INTERVALS * interval;
  const chunks = own.filter((chunk) => past(chunk) > grace);
  if (chunks.length === 0) return [];
  const droppable = own.filter((chunk) => past(chunk) >= 0);
  const by = Math.max(...chunks.map(past));
  return [{ policy, hypertable, job, after, droppable, chunks, by, grace }];
}

/**
 * Why no SQL is given that lets the policy run now: what the run deletes, or lets refreshes delete, an aggregate still
 * needs. Null where nothing says so.
 */
function reasonToWait({ policy }: Overdue, artifacts: Artifacts, nowMs: number): string | null {
  if (artifacts.continuousAggregates === null)
    return ' Continuous aggregates were not read: whether one of them still needs these rows is not known.';
  return wouldDestroyHistory(policy, artifacts) ? DESTROYS_HISTORY : unreadRows(policy, artifacts, nowMs);
}

function finding(overdue: Overdue, artifacts: Artifacts, context: RuleContext): Finding {
  const { policy, hypertable, job, after, chunks, by, grace } = overdue;
  const isInteger = hypertable.isIntegerTime && !policy.byCreation;
  const overdueBytes = chunkBytes(chunks);
  const frozen = chunks.filter(({ isFrozen }) => isFrozen).length;
  const wait = reasonToWait(overdue, artifacts, context.nowMs);
  const isCritical = !isInteger && by > Math.max(CRITICAL_UNITS, grace + CRITICAL_UNITS - GRACE_UNITS);
  return {
    subject: [hypertable.schema, hypertable.name],
    severity: isCritical ? 'critical' : 'warning',
    confidence: isInteger ? 'medium' : 'high',
    title: `Drop the overdue chunks of ${hypertable.schema}.${hypertable.name}`,
    detail: `${counted(chunks.length, 'chunk')} (${bytes(overdueBytes)}) should be gone: the oldest is ${distanceText(by, isInteger)} past the policy’s ${distanceText(after, isInteger)}. ${jobState(job, context)}${frozen > 0 ? ` ${counted(frozen, 'chunk is', 'chunks are')} frozen, which a drop refuses until it is unfrozen.` : ''}${wait ?? ''}`,
    facts: {
      overdueChunks: chunks.length,
      overdueBytes,
      ...distanceFact('overdue', by, isInteger),
      ...distanceFact('dropAfter', after, isInteger),
      frozenChunks: frozen,
      consecutiveFailures: job?.consecutiveFailures ?? null,
    },
    impact: {
      bytesSaved: { low: overdueBytes, high: overdueBytes },
      basis: `${counted(chunks.length, 'overdue chunk')} hold ${count(overdueBytes)} bytes in both stores.`,
    },
    ...causeInJob(job, context),
    ...(wait === null && adviceOf(overdue, context)),
  };
}

function adviceOf(overdue: Overdue, { server }: RuleContext): { readonly advice?: Advice } {
  const { policy, hypertable, droppable, chunks } = overdue;
  const age = policyChunkAge(policy, hypertable);
  if (!age || server.timescale?.license !== 'timescale') return {};
  return {
    advice: {
      precheck: {
        sql: listAtLeastChunks(hypertable, age, chunks.length),
        expect: 'true — the second column says how many chunks the run deletes, the third names them',
      },
      steps: [dropStep(runJob(policy.jobId), droppable.length)],
      undo: { impossible: 'Dropped chunks are deleted; only a backup still has them.' },
      verify: { sql: countChunks(hypertable, age), expect: '0' },
      worsens: 'The rows are deleted for good.',
      role: `owner of job ${policy.jobId}`,
      deletesData: true,
      note: `The run shows the error that keeps the job from working, if there is one. ${DROP_LOCKS} Set lock_timeout first: a drop that waits stops everyone behind it. Bytes of ${counted(chunks.length, 'chunk')} are given back to the file system at once.`,
    },
  };
}
