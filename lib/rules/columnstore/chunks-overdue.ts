import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { columnstoreRatio } from '@/lib/derive/columnstore-ratio';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { pastAge } from '@/lib/derive/past-age';
import { ageUnits, intervalUnits } from '@/lib/derive/policy-distance';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { convertChunks, countChunksInState } from '@/lib/sql/chunk-conversion';
import { alterJobConfig, restoreJobConfig } from '@/lib/sql/job';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { conversionImpact } from '../shared/columnstore/conversion-impact';
import { chunksOfOneRun, conversionStep } from '../shared/columnstore/conversion-step';
import { jobState } from '../shared/jobs/job-state';
import { jobStep } from '../shared/jobs/job-step';
import { causeInJob } from '../shared/jobs/unscheduled';

const DAY_UNITS = 86_400_000_000;
/** COL-3: a day, and one run of the policy, so that a missed run or a slow one passes. */
const GRACE_UNITS = DAY_UNITS;
/** Integer time does not say how long a day is; two intervals stand in. */
const GRACE_INTERVALS = 2;
/** Between these a policy that is told not to recompress converts no chunk at all (pull request 9590). */
const SKIPS_ALL_SINCE = 2_019_000;
const SKIPS_ALL_UNTIL = 2_027_000;

interface Overdue {
  readonly policy: Row<'policies'>;
  readonly hypertable: Row<'hypertables'>;
  readonly job: Row<'jobs'> | undefined;
  readonly after: number;
  /** All chunks of the hypertable. */
  readonly own: readonly Row<'chunks'>[];
  /** Past the age by more than the grace, and not frozen. */
  readonly chunks: readonly Row<'chunks'>[];
  /** What a run of the policy would convert now: those within the grace too. */
  readonly due: readonly Row<'chunks'>[];
  readonly frozenChunks: number;
  /** How far the oldest is past the policy's age. */
  readonly by: number;
}

export default defineRule({
  meta: {
    id: 'columnstore/chunks-overdue',
    title: 'Chunks are older than the columnstore policy allows, and still in the row store',
    why: 'The policy does not convert what it promises to, whatever the status of its job says. The chunks take several times the disk that they need, and queries read several times the bytes.',
    source: 'https://docs.tigerdata.com/api/latest/hypercore/add_columnstore_policy/',
    needs: ['hypertables', 'chunks', 'policies'],
    wants: ['jobs'],
    facts: {
      overdueChunks: { label: 'Chunks past the age', source: '_timescaledb_catalog.chunk.status' },
      overdueBytes: { label: 'Their size', source: 'pg_total_relation_size' },
      overdueSeconds: { label: 'The oldest is past it by', source: '_timescaledb_catalog.dimension_slice' },
      overdueUnits: { label: 'The oldest is past it by', source: '_timescaledb_catalog.dimension_slice' },
      compressAfterSeconds: { label: 'Policy converts after', source: 'timescaledb_information.jobs.config' },
      compressAfterUnits: { label: 'Policy converts after', source: 'timescaledb_information.jobs.config' },
      columnstoreRatio: {
        label: 'Ratio of the chunks converted before',
        source: '_timescaledb_catalog.compression_chunk_size',
      },
      frozenChunks: {
        label: 'Past it and frozen, left alone',
        source: '_timescaledb_catalog.chunk.status',
      },
      consecutiveFailures: {
        label: 'Failures of the job in a row',
        source: '_timescaledb_internal.bgw_job_stat',
      },
    },
  },
  check({ hypertables, chunks, policies, jobs }, context) {
    const converting = policies.filter(({ kind }) => kind === 'columnstore');
    if (converting.length === 0) return { notApplicable: 'There is no columnstore policy' };
    // A paused policy is the subject of jobs/not-scheduled.
    return converting
      .filter(({ scheduled }) => scheduled)
      .flatMap((policy) => {
        const hypertable = hypertables.find(({ hypertableId }) => hypertableId === policy.hypertableId);
        const job = jobs?.find(({ jobId }) => jobId === policy.jobId);
        return hypertable ? overdueOf(policy, hypertable, chunks, job, context.nowMs) : [];
      })
      .map((overdue) => finding(overdue, context));
  },
});

function overdueOf(
  policy: Row<'policies'>,
  hypertable: Row<'hypertables'>,
  allChunks: readonly Row<'chunks'>[],
  job: Row<'jobs'> | undefined,
  nowMs: number,
): Overdue[] {
  const own = chunksOf(allChunks, hypertable.hypertableId);
  const byTime = policy.byCreation || !hypertable.isIntegerTime;
  const past = pastAge(policy, hypertable, own, nowMs);
  const after = ageUnits(policy);
  const interval = intervalUnits(hypertable);
  if (past === null || after === null || interval === null) return [];
  // The present of integer time is our guess: where the job runs well, its own "now" function knows better.
  if (!byTime && job?.lastRunSucceeded) return [];
  const grace = byTime
    ? GRACE_UNITS + policy.scheduleIntervalSeconds * 1_000_000
    : GRACE_INTERVALS * interval;
  const inRows = own.filter(({ isCompressed, isTiered }) => !isCompressed && !isTiered);
  const late = inRows.filter((chunk) => past(chunk) > grace);
  const chunks = late.filter(({ isFrozen }) => !isFrozen);
  if (chunks.length === 0) return [];
  return [
    {
      policy,
      hypertable,
      job,
      after,
      own,
      chunks,
      due: inRows.filter((chunk) => !chunk.isFrozen && past(chunk) >= 0),
      frozenChunks: late.length - chunks.length,
      by: chunks.reduce((most, chunk) => Math.max(most, past(chunk)), 0),
    },
  ];
}

function finding(overdue: Overdue, context: RuleContext): Finding {
  const { policy, hypertable, job, after, own, chunks, due, frozenChunks, by } = overdue;
  const isInteger = hypertable.isIntegerTime && !policy.byCreation;
  const ratio = columnstoreRatio(own);
  const overdueBytes = chunkBytes(chunks);
  return {
    subject: [hypertable.schema, hypertable.name],
    // Nothing is lost and nothing stops: it is disk and speed. A full disk has its own signs.
    severity: 'warning',
    confidence: isInteger ? 'medium' : 'high',
    title: `Convert the overdue chunks of ${hypertable.schema}.${hypertable.name}`,
    detail: `${counted(chunks.length, 'chunk')} (${bytes(overdueBytes)}) should be in the columnstore: the oldest is ${distanceText(by, isInteger)} past the policy’s ${distanceText(after, isInteger)}. ${causeOf(overdue, context)}${frozenChunks > 0 ? ` ${counted(frozenChunks, 'more is', 'more are')} frozen, which no policy converts.` : ''}`,
    facts: {
      overdueChunks: chunks.length,
      overdueBytes,
      ...distanceFact('overdue', by, isInteger),
      ...distanceFact('compressAfter', after, isInteger),
      columnstoreRatio: ratio?.ratio ?? null,
      frozenChunks,
      consecutiveFailures: job?.consecutiveFailures ?? null,
    },
    impact: conversionImpact(chunkBytes(due), ratio),
    ...causeInJob(job, context),
    ...adviceOf(overdue, context),
  };
}

function causeOf({ policy, job }: Overdue, context: RuleContext): string {
  return skipsAll(policy, context)
    ? `Its job ${policy.jobId} is told not to recompress, and TimescaleDB before 2.27 then converts no chunk at all.`
    : jobState(job, context);
}

function skipsAll({ recompresses }: Row<'policies'>, { server: { timescale } }: RuleContext): boolean {
  const version = timescale?.versionNumber ?? 0;
  return !recompresses && version >= SKIPS_ALL_SINCE && version < SKIPS_ALL_UNTIL;
}

function adviceOf(overdue: Overdue, context: RuleContext): { readonly advice?: Advice } {
  const { timescale } = context.server;
  if (timescale?.license !== 'timescale') return {};
  const { policy, hypertable, due } = overdue;
  const taken = chunksOfOneRun(due);
  const mends = skipsAll(policy, context);
  return {
    advice: {
      steps: [
        ...(mends ? [jobStep(alterJobConfig(policy.jobId, 'recompress', true))] : []),
        conversionStep(timescale, 'columnstore', taken),
      ],
      undo: [
        ...(mends ? [{ sql: restoreJobConfig(policy.jobId, policy.config) }] : []),
        {
          sql: convertChunks(timescale, 'rowstore', taken),
          note: 'Decompresses: each chunk is locked AccessExclusive at the end, and takes its former size again.',
        },
      ],
      verify: {
        sql: countChunksInState(
          taken.map(({ chunkId }) => chunkId),
          'compressed',
          false,
        ),
        expect: '0 — none of these chunks is left in the row store',
      },
      worsens: 'Updates and deletes of these rows decompress the batches that they touch.',
      role: `owner of ${hypertable.schema}.${hypertable.name}`,
      deletesData: false,
      note: noteOf(overdue, taken),
    },
  };
}

function noteOf({ policy, own, due }: Overdue, taken: readonly Row<'chunks'>[]): string {
  const largest = Math.max(...taken.map(({ rowTotalBytes }) => rowTotalBytes ?? 0));
  const ratio = columnstoreRatio(own)?.ratio ?? null;
  return [
    ratio !== null && ratio < 1
      ? 'Chunks grow when they are converted with the settings of today: change these first.'
      : '',
    due.length > taken.length
      ? `It takes the ${taken.length} oldest of ${due.length} chunks; the next snapshot names the next ones, or CALL run_job(${policy.jobId}) converts all of them.`
      : '',
    `What is converted stays converted if it is stopped. Meanwhile the disk holds one chunk twice, ${bytes(largest)} at most.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
