import type { Row } from '@/lib/collect/snapshot';
import { columnstoreRatio } from '@/lib/derive/columnstore-ratio';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { pastAge } from '@/lib/derive/past-age';
import { policyAgeUnits } from '@/lib/derive/policy-age';
import { ageUnits, asConfigValue, intervalUnits } from '@/lib/derive/policy-distance';
import { secondsSince } from '@/lib/derive/seconds-since';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { alterJobConfig, readJobConfig, restoreJobConfig } from '@/lib/sql/job';
import { byteThreshold } from '../byte-threshold';
import { distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { jobStep } from '../shared/jobs/job-step';
import { type UnknownSubject, withUnknown } from '../shared/with-unknown';

/** So much of what comes in is no accident any more: a tenth of it is written twice. */
const LATE_RATIO = 0.1;
/** A run that rewrites less takes a second. */
const LEAST_BYTES = 50_000_000;
/** A shorter window says nothing of a day. */
const LEAST_WINDOW_SECONDS = 3_600;
/** What came since the last run is judged as a whole run's from half of it on. */
const RUN_SHARE = 0.5;
/** The new age keeps so much of what comes late in the row store; the rest would take ages. */
const COVERED_RATIO = 0.9;
const DAY_UNITS = 86_400_000_000;

interface Late {
  readonly hypertable: Row<'hypertables'>;
  readonly policy: Row<'policies'>;
  /** Converted, and written since. */
  readonly chunks: readonly Row<'chunks'>[];
  readonly bytes: number;
  /** Of what came in, in the same time. */
  readonly ratio: number;
  readonly windowSeconds: number;
  /** What comes in, as rows. */
  readonly bytesPerSecond: number;
  readonly after: number;
  readonly advised: number;
  readonly savedRatio: number | null;
}

export default defineRule({
  meta: {
    id: 'columnstore/age-too-short',
    title: 'Chunks are converted while they are still being written',
    why: 'Rows that come after the conversion are kept beside the batches, and updates decompress what they touch. The policy packs them again at its next run: the same rows are sorted, compressed and written to WAL over and over.',
    source: 'https://docs.tigerdata.com/api/latest/hypercore/add_columnstore_policy/',
    needs: ['hypertables', 'chunks', 'policies', 'jobs'],
    facts: {
      lateBytes: { label: 'Written to converted chunks', source: 'pg_total_relation_size of their row part' },
      lateChunks: { label: 'In so many chunks', source: '_timescaledb_catalog.chunk.status' },
      windowSeconds: {
        label: 'Since the policy last took them in',
        source: '_timescaledb_internal.bgw_job_stat',
      },
      lateRatio: { label: 'Share of what comes in', source: 'late bytes ÷ bytes of a chunk, for that time' },
      afterSeconds: { label: 'Policy converts after', source: 'timescaledb_information.jobs.config' },
    },
  },
  check({ hypertables, chunks, policies, jobs }, context) {
    const converting = policies.filter(
      ({ kind, scheduled, recompresses, byCreation }) =>
        kind === 'columnstore' && scheduled && recompresses && !byCreation,
    );
    if (converting.length === 0)
      return { notApplicable: 'No columnstore policy takes in what was written since a conversion' };
    const answers = converting.flatMap((policy) => {
      const hypertable = hypertables.find(({ hypertableId }) => hypertableId === policy.hypertableId);
      // The integers of a time column do not say how many come in a second.
      if (!hypertable || hypertable.isIntegerTime) return [];
      const job = jobs.find(({ jobId }) => jobId === policy.jobId);
      return [lateOf(hypertable, policy, job, chunksOf(chunks, hypertable.hypertableId), policies, context)];
    });
    const unknown = answers.flatMap((answer) => (answer && 'reason' in answer ? [answer] : []));
    const found = answers.flatMap((answer) =>
      answer && 'bytes' in answer ? [finding(answer, context)] : [],
    );
    const result = withUnknown(found, unknown);
    const isWaiting = unknown.every(({ isFailing }) => !isFailing);
    return 'notRun' in result && isWaiting ? { ...result, isWaiting } : result;
  },
});

interface NotKnown extends UnknownSubject {
  /** It takes more than time. */
  readonly isFailing?: true;
}

function lateOf(
  hypertable: Row<'hypertables'>,
  policy: Row<'policies'>,
  job: Row<'jobs'> | undefined,
  own: readonly Row<'chunks'>[],
  policies: readonly Row<'policies'>[],
  context: RuleContext,
): Late | NotKnown | null {
  const past = pastAge(policy, hypertable, own, context.nowMs);
  const after = ageUnits(policy);
  const interval = intervalUnits(hypertable);
  if (!past || after === null || !interval) return null;
  const converted = own.filter(({ isCompressed }) => isCompressed);
  if (converted.length === 0) return null;
  const unknown = (reason: string): NotKnown => ({ subject: [hypertable.schema, hypertable.name], reason });
  const unfit = unfitRun(job);
  if (unfit)
    return { ...unknown(`job ${policy.jobId} ${unfit.words}`), ...(unfit.isFailing && { isFailing: true }) };
  const windowSeconds = secondsSince(job?.lastSucceededAt, context.nowMs);
  if (windowSeconds === null) return unknown(`job ${policy.jobId} has not run yet`);
  const chunks = own.filter(
    (chunk) => chunk.isPartial && !chunk.isFrozen && !chunk.isTiered && past(chunk) >= 0,
  );
  const lateBytes = chunks.reduce((sum, { rowHeapBytes }) => sum + (rowHeapBytes ?? 0), 0);
  const leastBytes = byteThreshold(LEAST_BYTES, context);
  const before = converted.flatMap(({ isPartial, beforeBytes }) =>
    !isPartial && beforeBytes ? [beforeBytes] : [],
  );
  if (before.length === 0)
    return lateBytes < leastBytes
      ? null
      : unknown('no converted chunk is whole, so what comes in a day is not known');
  const perChunk = before.reduce((sum, each) => sum + each, 0) / before.length;
  const bytesPerSecond = perChunk / (interval / 1_000_000);
  const runSeconds = Math.max(policy.scheduleIntervalSeconds, windowSeconds);
  // All that comes between two runs is less.
  if (Math.max(lateBytes, bytesPerSecond * runSeconds) < leastBytes) return null;
  // Right after a run nothing is late, which is no news: so much would have come by then if it were too much.
  const tellingSeconds = lateBytes >= leastBytes ? 0 : leastBytes / (LATE_RATIO * bytesPerSecond);
  const leastSeconds = Math.min(
    RUN_SHARE * policy.scheduleIntervalSeconds,
    Math.max(LEAST_WINDOW_SECONDS, tellingSeconds),
  );
  if (windowSeconds < leastSeconds)
    return unknown(
      `job ${policy.jobId} ran ${duration(Math.round(windowSeconds))} ago, and it takes ${duration(Math.round(leastSeconds))} to tell`,
    );
  const ratio = lateBytes / (bytesPerSecond * windowSeconds);
  const isLittle = lateBytes * (runSeconds / windowSeconds) < leastBytes;
  if (isLittle || ratio <= LATE_RATIO) return null;
  return {
    hypertable,
    policy,
    chunks,
    bytes: lateBytes,
    ratio,
    windowSeconds,
    bytesPerSecond,
    after,
    advised: Math.min(
      ageCovering(chunks, lateBytes, past, after, interval),
      policyAgeUnits('retention', hypertable, policies) / 2,
    ),
    savedRatio: columnstoreRatio(own)?.ratio ?? null,
  };
}

/** The age, in whole days, at which the youngest chunks that take most of the late bytes are not converted yet. */
function ageCovering(
  chunks: readonly Row<'chunks'>[],
  lateBytes: number,
  past: (chunk: Row<'chunks'>) => number,
  after: number,
  interval: number,
): number {
  let covered = 0;
  for (const chunk of [...chunks].sort((a, b) => past(a) - past(b))) {
    covered += chunk.rowHeapBytes ?? 0;
    if (covered >= COVERED_RATIO * lateBytes) return wholeDays(after + past(chunk) + interval);
  }
  return wholeDays(after + interval);
}

const wholeDays = (units: number) => Math.ceil(units / DAY_UNITS) * DAY_UNITS;

/** Why no run tells what came since; null where the last one succeeded, or there was none. */
function unfitRun(
  job: Row<'jobs'> | undefined,
): { readonly words: string; readonly isFailing: boolean } | null {
  // Until a run ends, its statistics look like those of a failure.
  if (job?.isRunning) return { words: 'runs now', isFailing: false };
  if (!job?.totalRuns || job.lastRunSucceeded) return null;
  // It left what it should have taken in, and since when is not known.
  const words = job.lastSucceededAt === null ? 'has never succeeded' : 'failed at its last run';
  return { words, isFailing: true };
}

function finding(late: Late, context: RuleContext): Finding {
  const { hypertable, policy, chunks, ratio, windowSeconds, after, advised } = late;
  const { schema, name } = hypertable;
  const advice = adviceOf(late, context);
  return {
    subject: [schema, name],
    severity: 'warning',
    // From the sizes of one instant: the rate of what comes in is an average of chunks that are complete.
    confidence: 'medium',
    title: `Convert the chunks of ${schema}.${name} later`,
    detail: `${bytes(late.bytes)} were written to ${counted(chunks.length, 'converted chunk')} since job ${policy.jobId} last took such rows in, ${duration(windowSeconds)} ago: ${Math.round(ratio * 100)} % of what comes in in that time. The policy converts after ${distanceText(after, false)}${advised > after ? `; after ${distanceText(advised, false)} nine tenths of it would find their chunk in the row store.` : ', and retention leaves no room for more: look at what is written so late.'}`,
    facts: {
      lateBytes: late.bytes,
      lateChunks: chunks.length,
      windowSeconds,
      lateRatio: Math.round(ratio * 100) / 100,
      afterSeconds: after / 1_000_000,
    },
    impact: {
      prevents: 'rows that are compressed again at every run of the policy',
      basis: `${count(late.bytes)} bytes in ${Math.round(windowSeconds)} seconds ÷ (${count(Math.round(late.bytesPerSecond))} bytes a second that chunks held before they were compressed × the same time) = ${ratio.toFixed(2)}.`,
    },
    ...(advice && { advice }),
  };
}

function adviceOf(
  { hypertable, policy, after, advised, bytesPerSecond, savedRatio }: Late,
  { server: { timescale } }: RuleContext,
): Advice | null {
  if (timescale?.license !== 'timescale' || advised <= after) return null;
  const value = asConfigValue(advised, hypertable);
  const more = bytesPerSecond * ((advised - after) / 1_000_000) * (1 - 1 / Math.max(1, savedRatio ?? 1));
  return {
    steps: [jobStep(alterJobConfig(policy.jobId, 'compress_after', value))],
    undo: [{ sql: restoreJobConfig(policy.jobId, policy.config) }],
    verify: { sql: readJobConfig(policy.jobId, 'compress_after'), expect: String(value) },
    worsens: `About ${bytes(more)} more stay in the row store.`,
    role: `owner of job ${policy.jobId}`,
    deletesData: false,
    note: 'Chunks that are converted already stay so; rows that come late to them are taken in when they reach the new age.',
  };
}
