import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';
import { readsChunk } from '../chunk-name';
import { nodeWords } from '../node-words';
import { numberField, totalOrPlannedRows } from '../plan-field';
import { sessionAdvice } from '../remedies';
import { nodeRule, type PlanRule } from './plan-rule';

/** A share of a long statement, or a time that a short one feels. Proposed. */
const JIT_RATIO = 0.1;
const JIT_SECONDS = 0.05;
const SHORT_STATEMENT_SECONDS = 1;

export const jitDear: PlanRule = {
  id: 'plan/jit-dear',
  title: 'Compiling takes longer than it saves',
  why: 'Just-in-time compilation pays for statements that compute much for many rows. For others it is only added to their time, on many partitions or chunks most of all.',
  source: 'https://www.postgresql.org/docs/current/jit-decision.html',
  facts: { jitSeconds: 'Time of compiling', executionSeconds: 'Time of execution' },
  check({ jit, executionSeconds }) {
    if (!jit || executionSeconds === null) return [];
    const isShort = executionSeconds < SHORT_STATEMENT_SECONDS;
    if (isShort ? jit.seconds <= JIT_SECONDS : jit.seconds <= JIT_RATIO * executionSeconds) return [];
    return [
      {
        nodes: [],
        severity: 'warning',
        confidence: 'high',
        title: `Compiling took ${duration(jit.seconds)} of ${duration(executionSeconds)}`,
        detail: `${count(jit.functions)} functions were compiled. Turn jit off for such statements, or raise jit_above_cost for the server.`,
        facts: { jitSeconds: jit.seconds, executionSeconds },
        advice: sessionAdvice(
          'jit',
          'off',
          'Long analytic statements of that session lose what compiling saves.',
        ),
      },
    ];
  },
};

/** Planning that is felt, or that outweighs the work. Proposed. */
const PLANNING_SECONDS = 0.05;
const PLANNING_LEAST_SECONDS = 0.005;
/** Chunks from which on they are the reason. Proposed; TimescaleDB plans each chunk that is not excluded. */
const MANY_CHUNKS = 500;

export const planningSlow: PlanRule = {
  id: 'plan/planning-slow',
  title: 'Planning takes long',
  why: 'Each partition or chunk that is not left out is planned as a table of its own. Prepared statements, fewer and larger chunks and a narrower time make it short; a first run in a session also fills its caches.',
  source:
    'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-BEST-PRACTICES',
  facts: {
    planningSeconds: 'Time of planning',
    executionSeconds: 'Time of execution',
    chunks: 'Chunks in the plan',
  },
  check({ nodes, planningSeconds, executionSeconds }) {
    if (planningSeconds === null) return [];
    const outweighs =
      executionSeconds !== null &&
      planningSeconds > executionSeconds &&
      planningSeconds > PLANNING_LEAST_SECONDS;
    if (!outweighs && planningSeconds <= PLANNING_SECONDS) return [];
    const chunks = nodes
      .filter(({ fields }) => readsChunk(fields))
      .reduce((sum, node) => sum + node.count, 0);
    const isMany = chunks > MANY_CHUNKS;
    return [
      {
        nodes: [],
        severity: isMany ? 'warning' : 'notice',
        confidence: isMany ? 'high' : 'medium',
        title: `Planning took ${duration(planningSeconds)}`,
        detail: isMany
          ? `The plan holds ${count(chunks)} chunks. Narrow the time, or make chunks of a longer interval.`
          : `Execution took ${duration(executionSeconds)}. Run it twice in a session; where it stays so, prepare the statement.`,
        facts: { planningSeconds, executionSeconds, chunks: chunks || null },
      },
    ];
  },
};

/** A share of the time that is worth a look. Proposed. */
const TRIGGER_RATIO = 0.1;
const SHORTEST_SECONDS = 0.01;

export const triggersSlow: PlanRule = {
  id: 'plan/triggers-slow',
  title: 'Triggers take the time',
  why: 'Triggers run for each row after the plan itself, and no node shows them. The trigger of a foreign key looks the other table up: without an index on the referencing column it reads all of it for every row.',
  source: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK',
  facts: { triggerSeconds: 'Time of the trigger', calls: 'Calls' },
  check({ triggers, executionSeconds }) {
    return triggers
      .filter(
        ({ seconds }) => seconds > SHORTEST_SECONDS && seconds > TRIGGER_RATIO * (executionSeconds ?? 0),
      )
      .map(({ name, relation, isConstraint, seconds, calls }) => ({
        nodes: [],
        severity: 'warning' as const,
        confidence: isConstraint ? ('medium' as const) : ('high' as const),
        title: `${isConstraint ? 'The check of' : 'Trigger'} ${name} took ${duration(seconds)}`,
        detail: `${count(calls)} calls${relation === null ? '' : ` on ${relation}`}. ${isConstraint ? 'For deletes and updates of the referenced table, the referencing columns need an index.' : 'Look at what the trigger does.'}`,
        facts: { triggerSeconds: seconds, calls },
      }));
  },
};

export const workersMissing: PlanRule = nodeRule({
  id: 'plan/workers-missing',
  title: 'Fewer parallel workers came than planned',
  why: 'The plan was made for more workers than the server had free; the ones that came do the work of all.',
  source: 'https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-MAX-PARALLEL-WORKERS',
  facts: { plannedWorkers: 'Workers planned', launchedWorkers: 'Workers that came' },
  checkNode(node) {
    const plannedWorkers = numberField(node.fields, 'Workers Planned');
    const launchedWorkers = numberField(node.fields, 'Workers Launched');
    if (!('Workers Launched' in node.fields) || node.loops === 0 || launchedWorkers >= plannedWorkers)
      return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: 'high',
      title: `${count(launchedWorkers)} of ${count(plannedWorkers)} workers came`,
      detail:
        'max_parallel_workers and max_worker_processes bound all sessions together; TimescaleDB’s background jobs take their workers from the latter too.',
      facts: { plannedWorkers, launchedWorkers },
    };
  },
});

/** Starting a worker takes some milliseconds by itself. Proposed. */
const PARALLEL_SECONDS = 0.01;

export const parallelUseless: PlanRule = nodeRule({
  id: 'plan/parallel-useless',
  title: 'Workers are started for next to nothing',
  why: 'Starting workers takes longer than the work. It happens where costs are overestimated, or parallel_setup_cost is set too low.',
  source: 'https://www.postgresql.org/docs/current/runtime-config-query.html#GUC-PARALLEL-SETUP-COST',
  facts: { seconds: 'Time of the whole plan' },
  checkNode(node, plan) {
    const seconds = plan.root.seconds;
    const isGather = node.type === 'Gather' || node.type === 'Gather Merge';
    if (
      !isGather ||
      seconds === null ||
      seconds >= PARALLEL_SECONDS ||
      numberField(node.fields, 'Workers Launched') === 0
    )
      return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: 'medium',
      title: `${count(numberField(node.fields, 'Workers Launched'))} workers were started for ${duration(seconds)}`,
      detail:
        'Look at whether the estimates are too high; raise parallel_setup_cost or min_parallel_table_scan_size where it is common.',
      facts: { seconds },
    };
  },
});

/** `disable_cost` of PostgreSQL until 17 (src/backend/optimizer/path/costsize.c). */
const DISABLE_COST = 1e10;

export const nodeDisabled: PlanRule = nodeRule({
  id: 'plan/node-disabled',
  title: 'A plan type is used although it was turned off',
  why: 'A setting such as enable_seqscan = off forbids this kind of node, and there was no other way. Such settings are for trying out, not for production.',
  source: 'https://www.postgresql.org/docs/current/runtime-config-query.html#RUNTIME-CONFIG-QUERY-ENABLE',
  facts: { cost: 'Estimated cost' },
  alsoUnrun: true,
  checkNode(node) {
    const isBelow = node.children.some((child) => child.cost >= DISABLE_COST);
    const isDisabled = node.fields.Disabled === true || (node.cost >= DISABLE_COST && !isBelow);
    if (!isDisabled) return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: node.fields.Disabled === true ? 'high' : 'medium',
      title: `${nodeWords(node)} was turned off`,
      detail: 'Look for enable_… settings of the session, role or database.',
      facts: { cost: node.cost },
    };
  },
});

/** A row that is hardly meant to be whole, times rows that are felt. Proposed. */
const WIDE_BYTES = 1_024;
const WIDE_TOTAL_BYTES = 50 * 2 ** 20;

export const rowsWide: PlanRule = nodeRule({
  id: 'plan/rows-wide',
  title: 'Wide rows are carried through a sort or hash',
  why: 'Every column that is selected takes memory in sorts and hashes. Select what is needed, and join wide columns at the end.',
  source: 'https://www.postgresql.org/docs/current/using-explain.html',
  facts: { rowBytes: 'Width of a row, as estimated', rows: 'Rows' },
  alsoUnrun: true,
  checkNode(node) {
    const rowBytes = numberField(node.fields, 'Plan Width');
    const rows = totalOrPlannedRows(node);
    if (
      !/^(Sort|Hash|Materialize)$/.test(node.type) ||
      rowBytes <= WIDE_BYTES ||
      rowBytes * rows < WIDE_TOTAL_BYTES
    )
      return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: 'medium',
      title: `${nodeWords(node)} holds ${count(Math.round(rows))} rows of ${count(rowBytes)} bytes`,
      detail: 'Leave out columns that nobody reads, above all json, bytea and long texts.',
      facts: { rowBytes, rows },
    };
  },
});

/** A cache that misses more than it hits only costs. Proposed. */
const HIT_RATIO = 0.5;
const FEWEST_LOOKUPS = 1_000;

export const memoizeUseless: PlanRule = nodeRule({
  id: 'plan/memoize-useless',
  title: 'A cache of join results is of little use',
  why: 'Memoize keeps the inner rows of recent values. Where most values are new, or the memory is too small for them, it only adds work.',
  source: 'https://www.postgresql.org/docs/current/runtime-config-query.html#GUC-ENABLE-MEMOIZE',
  facts: { hitRatio: 'Share of look-ups that it answered', evictions: 'Values pushed out' },
  checkNode(node) {
    const hits = numberField(node.fields, 'Cache Hits');
    const misses = numberField(node.fields, 'Cache Misses');
    const evictions =
      numberField(node.fields, 'Cache Evictions') + numberField(node.fields, 'Cache Overflows');
    const hitRatio = hits / Math.max(1, hits + misses);
    if (node.type !== 'Memoize' || hits + misses < FEWEST_LOOKUPS || hitRatio >= HIT_RATIO || evictions === 0)
      return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: 'high',
      title: `A cache answered ${percent(hitRatio)} of its look-ups`,
      detail: `${count(evictions)} values were pushed out. More work_mem keeps more; where values hardly repeat, the planner overestimates how often they do: look at n_distinct.`,
      facts: { hitRatio, evictions },
    };
  },
});

/** Whole pages instead of changes in the log: normal right after a checkpoint only. Proposed. */
const IMAGE_RATIO = 0.5;
const FEWEST_RECORDS = 1_000;

export const fullPageImages: PlanRule = nodeRule({
  id: 'plan/wal-images',
  title: 'Most of the log that it wrote are whole pages',
  why: 'The first change of a page after a checkpoint writes all of it. Random updates over a large table right after checkpoints multiply the log.',
  source: 'https://www.postgresql.org/docs/current/wal-configuration.html',
  facts: { walRecords: 'Records', fullPageImages: 'Of them with a whole page' },
  checkNode(node) {
    const walRecords = numberField(node.fields, 'WAL Records');
    const images = numberField(node.fields, 'WAL FPI');
    if (node.type !== 'ModifyTable' || walRecords < FEWEST_RECORDS || images <= IMAGE_RATIO * walRecords)
      return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: 'medium',
      title: `${percent(images / walRecords)} of its log records hold whole pages`,
      detail:
        'Rarer checkpoints (max_wal_size, checkpoint_timeout) and wal_compression make them fewer and smaller.',
      facts: { walRecords, fullPageImages: images },
    };
  },
});
