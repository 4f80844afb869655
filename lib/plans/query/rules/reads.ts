import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { readsBatches } from '../chunk-name';
import { nodeWords } from '../node-words';
import { numberField, totalField, totalRows } from '../plan-field';
import { sessionAdvice, vacuumAdvice } from '../remedies';
import { tableOfNode } from '../table-of-node';
import { nodeRule, type PlanRule } from './plan-rule';

export const bitmapLossy: PlanRule = nodeRule({
  id: 'plan/bitmap-lossy',
  title: 'A bitmap does not fit into memory',
  why: 'Beyond work_mem a bitmap keeps pages instead of rows, and every row of such a page is checked again.',
  source: 'https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-WORK-MEM',
  facts: { lossyBlocks: 'Pages without their rows', exactBlocks: 'Pages with their rows' },
  checkNode(node, plan) {
    const lossyBlocks = numberField(node.fields, 'Lossy Heap Blocks');
    if (lossyBlocks === 0) return null;
    const exactBlocks = numberField(node.fields, 'Exact Heap Blocks');
    const megabytes = lossyMemory(lossyBlocks + exactBlocks);
    return {
      nodes: [node],
      severity: lossyBlocks > exactBlocks ? 'warning' : 'notice',
      confidence: 'high',
      title: `${nodeWords(node)}: ${count(lossyBlocks)} pages of its bitmap are without rows`,
      detail: 'The bitmap was larger than work_mem.',
      facts: { lossyBlocks, exactBlocks },
      ...(plan.isAnalyzed && {
        advice: sessionAdvice(
          'work_mem',
          `${megabytes}MB`,
          'Each sort and hash of the session may take that much memory.',
        ),
      }),
    };
  },
});

/** A page of a bitmap takes about 64 bytes (src/backend/nodes/tidbitmap.c); in whole powers of two, with room. */
const lossyMemory = (blocks: number) => Math.max(8, 2 ** Math.ceil(Math.log2((blocks * 64 * 2) / 2 ** 20)));

/** Fewer rows are checked in no time. Proposed. */
const FEWEST_ROWS = 1_000;

export const indexRecheck: PlanRule = nodeRule({
  id: 'plan/index-rechecks',
  title: 'An index finds rows that do not match',
  why: 'A lossy bitmap, or an index that only knows candidates (GIN, GiST, BRIN), makes PostgreSQL check each row again.',
  source: 'https://www.postgresql.org/docs/current/index-scanning.html',
  facts: { removedRows: 'Rows found in vain, over all loops', returnedRows: 'Rows kept, over all loops' },
  checkNode(node) {
    const removedRows = totalField(node, 'Rows Removed by Index Recheck');
    const returnedRows = totalRows(node);
    if (removedRows < FEWEST_ROWS || removedRows <= returnedRows) return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: 'high',
      title: `${nodeWords(node)}: the index found ${count(Math.round(removedRows))} rows in vain`,
      detail: `${count(Math.round(returnedRows))} rows were kept. Look at whether the bitmap is lossy; a more selective index, or smaller pages_per_range of a BRIN index, finds fewer.`,
      facts: { removedRows, returnedRows },
    };
  },
});

/** https://github.com/dalibo/pev2 marks heap fetches by their share of the rows. */
const FETCH_NOTICE_RATIO = 0.4;
const FETCH_WARNING_RATIO = 0.9;

export const heapFetches: PlanRule = nodeRule({
  id: 'plan/heap-fetches',
  title: 'An index-only scan reads the table all the same',
  why: 'Only pages that VACUUM has marked as visible to all need no look at the table. Where few are marked, an index-only scan is a plain one.',
  source: 'https://www.postgresql.org/docs/current/indexes-index-only-scans.html',
  facts: { heapFetches: 'Rows looked at in the table', fetchRatio: 'Of those that the index found' },
  checkNode(node, _plan, { snapshot }) {
    if (node.type !== 'Index Only Scan') return null;
    const fetches = numberField(node.fields, 'Heap Fetches');
    const ratio = fetches / Math.max(1, totalRows(node) + totalField(node, 'Rows Removed by Filter'));
    if (fetches < FEWEST_ROWS || ratio <= FETCH_NOTICE_RATIO) return null;
    const table = tableOfNode(node, snapshot);
    return {
      nodes: [node],
      severity: ratio > FETCH_WARNING_RATIO ? 'warning' : 'notice',
      confidence: 'high',
      title: `${nodeWords(node)} looked at the table for ${percent(Math.min(1, ratio))} of its rows`,
      detail: `${count(fetches)} rows were fetched only to see whether they are visible. VACUUM marks pages, so that this is not needed.`,
      facts: { heapFetches: fetches, fetchRatio: ratio },
      ...(table && table.table?.kind !== 'partitioned' && { advice: vacuumAdvice(table) }),
    };
  },
});

/** A row of a table in order touches one page or less. Proposed. */
const MOST_BLOCKS_PER_ROW = 100;
const FEWEST_BLOCKS = 1_000;

export const blocksPerRow: PlanRule = nodeRule({
  id: 'plan/blocks-per-row',
  title: 'Many pages are read for each row',
  why: 'Rows that belong together lie far apart, or the table is bloated. CLUSTER, a covering index or a smaller table reads less.',
  source: 'https://www.postgresql.org/docs/current/using-explain.html',
  facts: { blocks: 'Pages of 8 kB that the node touched itself', blocksPerRow: 'Pages for each row' },
  checkNode(node) {
    const rows = totalRows(node) + totalField(node, 'Rows Removed by Filter');
    const own = node.exclusiveBuffers;
    const blocks = own ? own.sharedHit + own.sharedRead : 0;
    const perRow = blocks / Math.max(1, rows);
    const isIndexed = /^(Index Scan|Index Only Scan|Seq Scan)$/.test(node.type) && !readsBatches(node.fields);
    if (!isIndexed || blocks < FEWEST_BLOCKS || perRow <= MOST_BLOCKS_PER_ROW) return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: 'low',
      title: `${nodeWords(node)} touched ${count(Math.round(perRow))} pages for each row`,
      detail: `${count(Math.round(blocks))} pages for ${count(Math.round(rows))} rows: dead rows in table or index, or rows that lie scattered.`,
      facts: { blocks, blocksPerRow: perRow },
    };
  },
});

/** Reading, and waiting for it, that outweighs all else. Proposed. */
const MISS_RATIO = 0.5;
const WAIT_RATIO = 0.4;

export const cacheMisses: PlanRule = nodeRule({
  id: 'plan/cache-misses',
  title: 'The time goes into reading from disk',
  why: 'Most pages were not in shared_buffers, and waiting for them took most of the time. Run it twice: the second run says whether it is slow or only cold.',
  source: 'https://www.postgresql.org/docs/current/runtime-config-statistics.html#GUC-TRACK-IO-TIMING',
  facts: { readBlocks: 'Pages read by the node itself', readSeconds: 'Time of reading, all below included' },
  checkNode(node) {
    const own = node.exclusiveBuffers;
    const readSeconds =
      (numberField(node.fields, 'I/O Read Time') + numberField(node.fields, 'Shared I/O Read Time')) / 1000;
    if (!own || node.seconds === null || own.sharedRead < FEWEST_BLOCKS) return null;
    const misses = own.sharedRead / (own.sharedRead + own.sharedHit);
    if (misses <= MISS_RATIO || readSeconds <= WAIT_RATIO * node.seconds) return null;
    return {
      nodes: [node],
      severity: 'notice',
      confidence: 'medium',
      title: `${nodeWords(node)} waited for the disk`,
      detail: `${count(Math.round(own.sharedRead))} of its pages (${percent(misses)}) were read from outside shared_buffers.`,
      facts: { readBlocks: own.sharedRead, readSeconds },
    };
  },
});
