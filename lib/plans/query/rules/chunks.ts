import { count } from '@/lib/format/count';
import { parentTable, readsChunk } from '../chunk-name';
import { comparisons } from '../conditions';
import { nodeWords } from '../node-words';
import type { PlanNode } from '../plan';
import { numberField, textField } from '../plan-field';
import { rowsOf, tableOfNode } from '../table-of-node';
import { chunkScans, someBelow } from './order';
import { nodeRule, type PlanRule } from './plan-rule';

/** Executed parts from which on they are felt. Proposed. */
const MANY_PARTITIONS = 100;

export const partitionsAll: PlanRule = nodeRule({
  id: 'plan/partitions-unpruned',
  title: 'Many partitions are read, and none was left out',
  why: 'Partitions help only statements that name their key, compared with a value or a parameter. Without that every one is planned, locked and read.',
  source: 'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITION-PRUNING',
  facts: { partitions: 'Partitions read' },
  alsoUnrun: true,
  checkNode(node) {
    const isAppend = node.type === 'Append' || node.type === 'Merge Append';
    const scans = isAppend
      ? node.children.filter(({ fields, count: size }) => size > 1 && parentTable(fields) !== null)
      : [];
    const partitions = scans
      .filter(({ fields }) => !readsChunk(fields))
      .reduce((sum, scan) => sum + (scan.executedCount ?? scan.count), 0);
    if (partitions <= MANY_PARTITIONS || numberField(node.fields, 'Subplans Removed') > 0) return null;
    return {
      nodes: [node],
      severity: 'warning',
      confidence: 'medium',
      title: `${count(partitions)} partitions are read`,
      detail:
        'No partition was left out. Compare the partition key itself with values, without a function or cast around it.',
      facts: { partitions },
    };
  },
});

/** Fewer are no loss. Proposed. */
const FEWEST_CHUNKS = 5;
/** A share of all chunks that means that the time excluded nothing. Proposed. */
const SCANNED_RATIO = 0.8;

interface Scanned {
  readonly chunks: number;
  readonly total: number | null;
  readonly timeColumn: string | null;
  /** Conditions on the time column as they stand, and such with something around it. */
  readonly plain: boolean;
  readonly wrapped: string | null;
}

/** What of a hypertable the branches of an append read; null where they read none. */
function scanned(
  node: PlanNode,
  ofHypertable: ReturnType<typeof tableOfNode>,
  allChunks: number | null,
): Scanned | null {
  const scans = chunkScans(node);
  const chunks = scans.reduce((sum, scan) => sum + (scan.executedCount ?? scan.count), 0);
  if (chunks < FEWEST_CHUNKS) return null;
  const timeColumn = ofHypertable?.hypertable?.timeColumn ?? null;
  const conditions = scans.flatMap(conditionsBelow);
  return { chunks, total: allChunks, timeColumn, ...timeConditions(conditions, timeColumn) };
}

const conditionsBelow = (node: PlanNode): string[] => [
  ...['Filter', 'Index Cond', 'Recheck Cond', 'Vectorized Filter'].flatMap(
    (name) => textField(node.fields, name) ?? [],
  ),
  ...node.children.flatMap(conditionsBelow),
];

function timeConditions(conditions: readonly string[], timeColumn: string | null) {
  if (timeColumn === null) return { plain: false, wrapped: null };
  const mention = new RegExp(
    `(^|[^\\w"])"?${timeColumn.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"?($|[^\\w"])`,
  );
  // Batches carry the least and the greatest time as metadata: a condition on them comes from one on the time itself.
  const plain = conditions.some(
    (text) =>
      /_ts_meta_(min|max|v2_(min|max|first|last))_/.test(text) ||
      comparisons(text).some(({ left, right }) => isColumn(left, timeColumn) || isColumn(right, timeColumn)),
  );
  const wrapped = conditions
    .flatMap(comparisons)
    .find(({ left }) => !isColumn(left, timeColumn) && mention.test(left));
  return { plain, wrapped: wrapped?.text ?? null };
}

const isColumn = (side: string, column: string) =>
  side === column || side.endsWith(`.${column}`) || side.endsWith(`"${column}"`);

export const chunkExclusionAbsent: PlanRule = nodeRule({
  id: 'plan/chunks-all',
  title: 'All chunks of a hypertable are read',
  why: 'TimescaleDB leaves chunks out by conditions on the time column itself. Without one, or with a function, cast or arithmetic around the column, every chunk is opened.',
  source: 'https://docs.tigerdata.com/use-timescale/latest/query-data/select/',
  facts: { chunks: 'Chunks read', totalChunks: 'Chunks of the hypertable' },
  alsoUnrun: true,
  checkNode(node, _plan, { snapshot }) {
    if (!/^(Append|Merge Append|ChunkAppend|ConstraintAwareAppend)$/.test(node.type) || isInnerAppend(node))
      return null;
    const [scan] = chunkScans(node);
    const table = scan ? tableOfNode(scan, snapshot) : null;
    const totalChunks =
      table?.hypertable && snapshot
        ? rowsOf(snapshot, 'chunks').filter(
            ({ hypertableId }) => hypertableId === table.hypertable?.hypertableId,
          ).length
        : null;
    const found = scanned(node, table, totalChunks);
    if (!found || !isAll(found)) return null;
    const story = storyOf(found, node);
    if (!story) return null;
    return {
      nodes: [node],
      severity: 'warning',
      confidence: totalChunks === null ? 'low' : 'high',
      title: `${count(found.chunks)}${totalChunks === null ? '' : ` of ${count(totalChunks)}`} chunks are read${table ? ` of ${table.schema}.${table.name}` : ''}`,
      detail: story,
      facts: { chunks: found.chunks, totalChunks },
    };
  },
});

/** An append of one chunk's two halves, below the one of all chunks. */
const isInnerAppend = (node: PlanNode) => /Append$/.test(node.parent?.type ?? '');

const isAll = ({ chunks, total }: Scanned) => total === null || chunks > SCANNED_RATIO * total;

/** Why nothing was left out; null where that was meant. */
function storyOf({ plain, wrapped, timeColumn, total }: Scanned, node: PlanNode): string | null {
  if (wrapped !== null && !plain)
    return `${wrapped} has something around ${timeColumn}. Compare ${timeColumn} itself with the ends of the range: ${timeColumn} >= … AND ${timeColumn} < ….`;
  if (!plain && timeColumn !== null)
    return `No condition on ${timeColumn} was found. Where only a part of the time is of interest, say so in WHERE.`;
  const isRuntime = node.type === 'ChunkAppend' || numberField(node.fields, 'Subplans Removed') > 0;
  if (plain && !isRuntime && total !== null)
    return `There is a condition on ${timeColumn}, but it excluded hardly any chunk: a VOLATILE function, or a value of another type, cannot be compared with the ranges of chunks. Use now() or a parameter of the column’s type, unless all the time is meant.`;
  return null;
}

/** The raw half of a real-time aggregate that outweighs the materialised one. Proposed. */
const RAW_RATIO = 0.5;
const SHORTEST_SECONDS = 0.01;

export const aggregateRealtime: PlanRule = nodeRule({
  id: 'plan/aggregate-realtime',
  title: 'A real-time aggregate computes most of its answer from raw rows',
  why: 'A real-time aggregate joins what is materialised with what is not yet, computed in every query. The further the refresh lags behind, the more is computed.',
  source: 'https://docs.tigerdata.com/use-timescale/latest/continuous-aggregates/real-time-aggregates/',
  facts: { rawSeconds: 'Time of the part from raw rows', totalSeconds: 'Time of both parts' },
  checkNode(node, _plan, { snapshot }) {
    if (node.type !== 'Append' || node.children.length !== 2 || node.seconds === null) return null;
    const raw = node.children.find(
      (child) => someBelow(child, mentionsWatermark) && /Aggregate|Group|Subquery Scan/.test(child.type),
    );
    const other = node.children.find((child) => child !== raw);
    if (!raw || !other || node.seconds < SHORTEST_SECONDS || !someOrSelf(other, mentionsWatermark))
      return null;
    const rawSeconds = raw.seconds ?? 0;
    if (rawSeconds <= RAW_RATIO * node.seconds) return null;
    const [scan] = [other, ...chunkScans(other)].filter(
      ({ fields }) => textField(fields, 'Relation Name') !== null,
    );
    const table = scan ? tableOfNode(scan, snapshot) : null;
    return {
      nodes: [raw],
      severity: 'warning',
      confidence: 'medium',
      title: 'The part from raw rows takes most of the time',
      detail: `${nodeWords(raw)} computes what is not materialised yet. Let the refresh policy come closer to now (end_offset), or more often.`,
      facts: { rawSeconds, totalSeconds: node.seconds },
      ...(table && {
        related: {
          rules: [
            'continuous-aggregates/lag-high',
            'continuous-aggregates/real-time-tail-large',
            'continuous-aggregates/policy-missing',
          ],
          subject: [table.schema, table.name],
        },
      }),
    };
  },
});

const mentionsWatermark = ({ fields }: PlanNode) =>
  ['Filter', 'Index Cond', 'Vectorized Filter'].some((name) =>
    /cagg_watermark/.test(textField(fields, name) ?? ''),
  );

const someOrSelf = (node: PlanNode, is: (node: PlanNode) => boolean) => is(node) || someBelow(node, is);
