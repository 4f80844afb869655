import type { Row } from '@/lib/collect/snapshot';
import { nestedFunction, partsOf, withParts } from '@/lib/derive/aggregate-nesting';
import type { Kept } from '@/lib/derive/answering-aggregate';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { type ChunkPace, chunkPaces } from '@/lib/derive/chunk-pace';
import { keptUnits } from '@/lib/derive/dropped-reach';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { asSpan } from '@/lib/derive/policy-distance';
import { type ProposedWindow, windowFor } from '@/lib/derive/refresh-window';
import { rowsPerChunk } from '@/lib/derive/rows-per-chunk';
import { secondsSince } from '@/lib/derive/seconds-since';
import { firstStart } from '@/lib/derive/unread-history';
import { type Grouping, workloadGroupings } from '@/lib/derive/workload-groupings';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import {
  type AggregateColumn,
  type AggregateDefinition,
  addRefreshPolicy,
  areNamesFree,
  countRefreshPoliciesOf,
  createAggregate,
  dropAggregate,
} from '@/lib/sql/continuous-aggregate';
import { freeName } from '@/lib/sql/free-name';
import { freeIndexName } from '@/lib/sql/object-name';
import { btreeOf } from '@/lib/sql/table-index';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext, type Step } from '../rule';
import { refreshSteps } from '../shared/continuous-aggregates/refresh-steps';
import { buildIndexStep } from '../shared/indexes/index-steps';
import { jobStep } from '../shared/jobs/job-step';
import { hiddenStatements } from '../shared/statements/hidden-statements';
import { unreadText } from '../shared/statements/unread-text';

const DAY_SECONDS = 86_400;
const UNITS_PER_SECOND = 1_000_000;
/** A day and a night: less shows one job of the night, or none. */
const LEAST_WINDOW_SECONDS = DAY_SECONDS;
/** Single reports are no workload. */
const LEAST_CALLS = 100;
/** A thousandth of one processor, a minute and a half a day: below it nobody waits. */
const LEAST_LOAD_RATIO = 0.001;
/** A query that answers sooner gains nothing that a person feels. */
const LEAST_MEAN_SECONDS = 0.05;
/** An aggregate with fewer source rows for one of its own is about as large as its source. */
const LEAST_REDUCTION = 20;
/** Where no text says how wide the buckets are: those that people choose, the finest that is much smaller than its source. */
const USUAL_BUCKETS = [60, 300, 900, 3_600, DAY_SECONDS];

type Artifacts = Needed<
  | 'hypertables'
  | 'chunks'
  | 'policies'
  | 'continuousAggregates'
  | 'aggregateDefinitions'
  | 'hypertableColumns'
  | 'statements',
  never
>;

interface Candidate {
  readonly grouping: Grouping;
  readonly bucketSeconds: number;
  /** Source rows for one row of the aggregate. */
  readonly reduction: number;
  /** What it holds when all that is kept is in it, at most. */
  readonly expectedRows: number;
  readonly windowSeconds: number;
  readonly savedSeconds: number;
}

export default defineRule({
  meta: {
    id: 'continuous-aggregates/workload-candidate',
    title: 'Queries aggregate the same buckets again and again',
    why: 'Each of these queries reads all rows of its range to compute what the one before computed. A continuous aggregate keeps the buckets, refreshes those that changed, and answers from a fraction of the rows.',
    source:
      'https://docs.tigerdata.com/use-timescale/latest/continuous-aggregates/about-continuous-aggregates/',
    needs: [
      'hypertables',
      'chunks',
      'policies',
      'continuousAggregates',
      'aggregateDefinitions',
      'hypertableColumns',
      'statements',
    ],
    facts: {
      statements: { label: 'Statements that ask for it', source: 'pg_stat_statements' },
      executions: { label: 'Times that they ran', source: 'pg_stat_statements.calls' },
      spentSeconds: { label: 'Time that they took', source: 'pg_stat_statements.total_exec_time' },
      windowSeconds: { label: 'Within', source: 'pg_stat_statements_info.stats_reset' },
      bucketSeconds: { label: 'Bucket of the aggregate', source: 'the texts, or rows a group and bucket' },
      rowsPerBucket: {
        label: 'Rows of the source for one of the aggregate',
        source: 'pg_stats, chunk sizes',
      },
      expectedRows: { label: 'Rows of the aggregate at most', source: 'time that is kept ÷ bucket × groups' },
    },
  },
  check(artifacts, context) {
    const { hypertables, statements } = artifacts;
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    if (context.server.timescale?.license === 'apache')
      return { notApplicable: 'The Apache licence has no continuous aggregates' };
    const windowSeconds = windowOf(statements, context.nowMs);
    if (windowSeconds === null)
      return { notRun: 'Before PostgreSQL 14 nothing tells since when statements are counted' };
    if (windowSeconds < LEAST_WINDOW_SECONDS)
      return {
        notRun: `Statements are counted for ${duration(windowSeconds)} only; a day and a night tell more`,
        isWaiting: true,
      };
    const paces = chunkPaces(hypertables, artifacts.chunks, artifacts.policies, context.nowMs);
    const found = workloadGroupings(artifacts)
      .filter((grouping) => isBusy(grouping, windowSeconds))
      .flatMap((grouping) => {
        if (grouping.answeredBy) return [answered(grouping, grouping.answeredBy, windowSeconds)];
        const candidate = candidateOf(grouping, paces, artifacts, windowSeconds);
        return candidate ? [finding(candidate, artifacts, context)] : [];
      });
    const couldBeOne = ({ calls, totalSeconds }: Row<'statements'>) =>
      isBusy({ executions: calls, seconds: totalSeconds }, windowSeconds);
    return found.length === 0 ? (hiddenStatements(statements, couldBeOne) ?? []) : found;
  },
});

/** Null where it is not known; infinite where nothing was counted yet, so that nothing is missed. */
function windowOf(statements: readonly Row<'statements'>[], nowMs: number): number | null {
  const [first] = statements;
  return first ? secondsSince(first.statsResetAt, nowMs) : Number.POSITIVE_INFINITY;
}

const isBusy = ({ executions, seconds }: Pick<Grouping, 'executions' | 'seconds'>, windowSeconds: number) =>
  executions >= LEAST_CALLS &&
  seconds >= LEAST_LOAD_RATIO * windowSeconds &&
  seconds / executions >= LEAST_MEAN_SECONDS;

/** What an aggregate keeps already is not to be kept twice: no SQL of ours helps, the queries have to ask for it. */
function answered(grouping: Grouping, { aggregate, bucketSeconds }: Kept, windowSeconds: number): Finding {
  const { hypertable, groupBy, statements, executions, seconds, hasUnknownBucket } = grouping;
  const { schema, name } = aggregate;
  return {
    subject: [schema, name, ...groupBy],
    severity: 'notice',
    confidence: hasUnknownBucket ? 'low' : 'medium',
    title: `Ask ${schema}.${name} instead of ${hypertable.schema}.${hypertable.name}`,
    detail: `${counted(statements, 'statement')} computed buckets of ${hypertable.schema}.${hypertable.name} ${count(executions)} times within ${duration(windowSeconds)}, which took ${duration(seconds)}, and ${schema}.${name} keeps what they compute in buckets of ${duration(bucketSeconds)}. ${
      hasUnknownBucket
        ? 'How wide their own buckets are is a parameter and not known: it answers those that are as wide, and what can be added up of multiples.'
        : `Theirs are ${widthWords(grouping)} wide.`
    } Some may have run before it was there.`,
    facts: {
      statements,
      executions,
      spentSeconds: Math.round(seconds),
      windowSeconds: Math.round(windowSeconds),
      bucketSeconds,
      rowsPerBucket: null,
      expectedRows: null,
    },
    impact: {
      prevents: 'computing again what is kept',
      basis: `${count(executions)} calls × ${duration(seconds / executions)} each = ${duration(seconds)} within ${duration(windowSeconds)}; what is left of it depends on how many buckets a query asks for.`,
    },
  };
}

const widthWords = ({ bucketSeconds, calendarBuckets }: Grouping) =>
  [...bucketSeconds.map(duration), ...calendarBuckets].join(', ');

function candidateOf(
  grouping: Grouping,
  paces: readonly ChunkPace[],
  { chunks, hypertableColumns }: Artifacts,
  windowSeconds: number,
): Candidate | null {
  const { hypertable, groupBy } = grouping;
  const pace = paces.find((one) => one.hypertable === hypertable);
  const perChunk = rowsPerChunk(chunksOf(chunks, hypertable.hypertableId));
  const groups = groupsOf(grouping, hypertableColumns);
  if (!pace || perChunk === null || groups === null || hypertable.isIntegerTime || groupBy.length > 3)
    return null;
  const rowsPerSecond = (perChunk * pace.chunksPerRange) / (pace.newestWidth / UNITS_PER_SECOND);
  const reductionAt = (bucket: number) => (rowsPerSecond * bucket) / groups;
  const bucketSeconds = widthsFor(grouping).find((bucket) => reductionAt(bucket) >= LEAST_REDUCTION);
  if (bucketSeconds === undefined) return null;
  const reduction = reductionAt(bucketSeconds);
  const buckets = pace.kept / UNITS_PER_SECOND / bucketSeconds;
  return {
    grouping,
    bucketSeconds,
    reduction,
    expectedRows: Math.round(buckets * groups),
    windowSeconds,
    savedSeconds: Math.round(grouping.seconds * (1 - 1 / reduction)),
  };
}

/** The finest that the texts name, or those that may be meant; months are made of days. */
function widthsFor({ bucketSeconds, calendarBuckets, hasUnknownBucket }: Grouping): readonly number[] {
  if (bucketSeconds.length > 0) return bucketSeconds.slice(0, 1);
  return calendarBuckets.length > 0 && !hasUnknownBucket ? [DAY_SECONDS] : USUAL_BUCKETS;
}

/** How many rows a bucket has at most; null where statistics do not tell, or where values grow with the rows. */
function groupsOf(
  { hypertable, groupBy }: Grouping,
  columns: readonly Row<'hypertableColumns'>[],
): number | null {
  return groupBy.reduce<number | null>((product, name) => {
    const column = columns.find((one) => one.hypertableId === hypertable.hypertableId && one.name === name);
    const distinct = column?.distinctValues ?? null;
    return product === null || distinct === null || distinct <= 0 ? null : product * distinct;
  }, 1);
}

function finding(candidate: Candidate, artifacts: Artifacts, context: RuleContext): Finding {
  const { grouping, bucketSeconds, reduction, expectedRows, windowSeconds, savedSeconds } = candidate;
  const { hypertable, groupBy, statements, executions, seconds, hasUnknownBucket } = grouping;
  const { schema, name } = hypertable;
  const advice = adviceOf(candidate, artifacts, context);
  return {
    // Two groupings of one hypertable are two findings.
    subject: [schema, name, ...groupBy],
    severity: 'notice',
    confidence: hasUnknownBucket ? 'low' : 'medium',
    title: `Keep what queries compute of ${schema}.${name} by ${['time', ...groupBy].join(', ')}`,
    detail: `${counted(statements, 'statement')} computed buckets of it ${count(executions)} times within ${duration(windowSeconds)}, which took ${duration(seconds)}. ${
      hasUnknownBucket
        ? `How wide their buckets are is a parameter and not known: ${duration(bucketSeconds)} is the finest usual one that is much smaller than its source, and it answers all multiples${unnested(grouping).length === 0 ? '' : `, but for ${unnested(grouping).join(', ')}`}.`
        : `Their buckets are ${widthWords(grouping)} wide.${grouping.calendarBuckets.length > 0 && DAY_SECONDS % bucketSeconds === 0 ? ' Months and years have no one length; they are made of whole buckets of it.' : ''}`
    } Queries have to name the aggregate to gain from it.${unreadText(artifacts.statements)}`,
    facts: {
      statements,
      executions,
      spentSeconds: Math.round(seconds),
      windowSeconds: Math.round(windowSeconds),
      bucketSeconds,
      rowsPerBucket: Math.round(reduction),
      expectedRows,
    },
    impact: {
      secondsSaved: savedSeconds,
      basis: `${count(executions)} calls × ${duration(seconds / executions)} each = ${duration(seconds)} within ${duration(windowSeconds)}; × (1 − 1 ÷ ${count(Math.round(reduction))} source rows for one of the aggregate) = ${duration(savedSeconds)}, if queries ask it and take time in proportion to the rows that they read.`,
    },
    ...(advice && { advice }),
  };
}

/** An aggregate of the proposal: the finest, then wider ones, each on top of the one before. */
interface Level extends AggregateDefinition {
  readonly window: ProposedWindow;
}

function adviceOf(candidate: Candidate, artifacts: Artifacts, context: RuleContext): Advice | null {
  const { timescale } = context.server;
  const { hypertable, calls, usesDateTrunc } = candidate.grouping;
  const levels = levelsOf(candidate, artifacts);
  const [finest] = levels;
  if (!finest || !timescale) return null;
  const views = levels.map(({ view }) => view);
  return {
    precheck: { sql: areNamesFree(views), expect: 'true — no relation has this name yet' },
    steps: levels.flatMap((level, depth) => [
      createStep(level, timescale.versionNumber),
      ...filterIndexSteps(candidate.grouping, level),
      ...fillSteps(level, depth, candidate, artifacts, context),
      jobStep(
        addRefreshPolicy(level.view, {
          startOffset: asSpan(level.window.startUnits, hypertable),
          endOffset: asSpan(level.window.endUnits, hypertable),
          scheduleSeconds: level.window.scheduleSeconds,
        }),
      ),
    ]),
    undo: [...views].reverse().map((view) => ({
      sql: dropAggregate(view),
      note: 'Its source keeps all rows; queries that ask it by then fail.',
    })),
    verify: {
      sql: countRefreshPoliciesOf(views),
      expect: `${levels.length} — each aggregate is there and has its policy`,
    },
    worsens:
      'Reads all of its source once. Every write to a range that is refreshed already is noted, and each run of the policy reads the changed ranges.',
    role: `owner of ${hypertable.schema}.${hypertable.name}`,
    deletesData: false,
    note: [
      `Its policy reaches back ${duration(finest.window.startUnits / UNITS_PER_SECOND)}, so what is older is refreshed once before it: after the policy’s first run queries no longer compute what is missing there.`,
      indexText(candidate.grouping),
      ...(calls.some(({ function: name }) => name === 'avg')
        ? [
            'An average of wider buckets is the sum of their sums ÷ the sum of their counts, which it keeps for that.',
          ]
        : []),
      ...(unnested(candidate.grouping).length > 0
        ? [
            `No wider bucket can be made of its ${unnested(candidate.grouping).join(', ')}: that needs the rows.`,
          ]
        : []),
      ...(usesDateTrunc && levels.some(({ bucketSeconds }) => bucketSeconds >= DAY_SECONDS)
        ? [
            'date_trunc begins days in the time zone of the session, time_bucket in UTC unless it is given one.',
          ]
        : []),
    ].join(' '),
  };
}

/**
 * The columns that the costliest statements ask for one value of each. TimescaleDB indexes every column of the GROUP BY by
 * itself, which serves one of them; for two and more it makes no index that leads to their rows alone.
 */
function filteredTogether({ filters }: Grouping): readonly string[] {
  const [costliest] = [...filters].sort((a, b) => b.seconds - a.seconds);
  return costliest && costliest.columns.length > 1 ? costliest.columns : [];
}

function indexText(grouping: Grouping): string {
  const own = 'TimescaleDB makes an index for each column that it groups by, with the bucket behind it';
  const together = filteredTogether(grouping);
  return together.length === 0
    ? `${own}: that is all its queries need.`
    : `${own}; the one for ${together.join(' and ')} together, which queries ask for at once, it does not make.`;
}

function filterIndexSteps(grouping: Grouping, { view, bucketName }: Level): Step[] {
  const columns = filteredTogether(grouping);
  if (columns.length === 0) return [];
  const name = freeIndexName(view.name, columns, new Set());
  // It is empty yet: nothing is there to be built.
  const structure = btreeOf(columns, bucketName);
  return [buildIndexStep(view, { name, isUnique: false, structure }, 'together', 0)];
}

/** The functions that wider buckets cannot be made of. */
const unnested = ({ calls }: Grouping): readonly string[] => [
  ...new Set(calls.flatMap((call) => (partsOf(call) ? [] : [call.function]))),
];

function levelsOf({ grouping, bucketSeconds }: Candidate, { hypertables, policies }: Artifacts): Level[] {
  const { hypertable, groupBy } = grouping;
  const kept = keptUnits(hypertable.hypertableId, hypertables, policies) ?? 0;
  const taken = new Set(groupBy);
  const bucketName = freeName('bucket', taken);
  const columns = withParts(grouping.calls).map((call) => ({
    ...call,
    name: freeName([call.function, ...call.columns].join('_'), taken),
  }));
  const names = new Set(
    hypertables.filter(({ schema }) => schema === hypertable.schema).map(({ name }) => name),
  );
  const wider = unnested(grouping).length === 0 ? grouping.bucketSeconds : [];
  const levels: Level[] = [];
  for (const width of [bucketSeconds, ...wider.filter((seconds) => seconds > bucketSeconds)]) {
    const below = levels.at(-1);
    const window = windowFor(width * UNITS_PER_SECOND, kept, false);
    if (!window || (below && width % below.bucketSeconds !== 0)) continue;
    levels.push({
      view: { schema: hypertable.schema, name: viewName(hypertable.name, width, names) },
      source: below?.view ?? hypertable,
      timeColumn: below?.bucketName ?? hypertable.timeColumn,
      bucketName,
      bucketSeconds: width,
      groupBy,
      columns: below ? below.columns.flatMap(nestedColumn) : columns,
      window,
    });
  }
  // Without the finest there is nothing to stand on.
  return levels[0]?.bucketSeconds === bucketSeconds ? levels : [];
}

/** The same column over buckets; an average is left to its sum and its count. */
function nestedColumn({ function: inner, name }: AggregateColumn): AggregateColumn[] {
  const nested = nestedFunction(inner);
  return nested ? [{ function: nested, columns: [name], name }] : [];
}

/** Before there is a policy: queries compute what the aggregate lacks only until its first run. */
function fillSteps(
  { view, bucketSeconds, window }: Level,
  depth: number,
  { grouping: { hypertable }, reduction }: Candidate,
  { chunks }: Artifacts,
  context: RuleContext,
): Step[] {
  const own = chunksOf(chunks, hypertable.hypertableId);
  const firstUnits = firstStart(own);
  if (firstUnits === null) return [];
  return refreshSteps(
    {
      aggregate: view,
      axis: hypertable,
      fromUnits: null,
      firstUnits,
      untilUnits: context.nowMs * 1_000 - window.endUnits,
      endUnits: window.endUnits,
      bucketUnits: bucketSeconds * UNITS_PER_SECOND,
      sourceBytes: Math.round(chunkBytes(own) / (depth === 0 ? 1 : reduction)),
    },
    context,
  );
}

function createStep({ window: _, ...definition }: Level, versionNumber: number): Step {
  const on = `${definition.source.schema}.${definition.source.name}`;
  return {
    sql: createAggregate(definition),
    transaction: 'own',
    // Until 2.22 a trigger is made on every chunk.
    lock:
      versionNumber < 2_023_000
        ? { mode: 'ShareRowExclusive', on: `${on} and its chunks`, blocks: 'writes, for a moment' }
        : { mode: 'AccessShare', on, blocks: 'nothing' },
    duration: { seconds: 1, basis: 'writes catalog rows; nothing is computed yet' },
    rewrites: false,
  };
}

const BUCKET_WORDS: Readonly<Record<number, string>> = {
  60: 'minutely',
  3600: 'hourly',
  [DAY_SECONDS]: 'daily',
};

/** A name that no hypertable or aggregate of the schema has; the precheck asks about everything else. */
const viewName = (source: string, bucketSeconds: number, taken: Set<string>) =>
  freeName(`${source}_${BUCKET_WORDS[bucketSeconds] ?? `${bucketSeconds}s`}`, taken);
