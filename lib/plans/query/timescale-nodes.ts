import { readsBatches } from './chunk-name';
import type { PlanNode } from './plan';
import { listField, numberField } from './plan-field';

/** Rows that a batch of the columnstore holds when it is full. */
export const ROWS_PER_BATCH = 1_000;

/** What TimescaleDB's own nodes do, in words; names of older versions with those of newer ones. Null for PostgreSQL's. */
export function timescaleWords(node: PlanNode): string | null {
  if (readsBatches(node.fields))
    return 'Reads batches of the columnstore: each of its rows holds up to 1,000 rows.';
  return WORDS[node.type]?.(node) ?? null;
}

type Words = (node: PlanNode) => string;

const columnarScan: Words = (node) => {
  const share = decompressionYield(node);
  const used = share === null ? '' : ` ${Math.round(share * 100)} % of what its batches can hold came out.`;
  return `Decompresses batches of the columnstore into rows.${used}`;
};

const modify: Words = ({ fields }) => {
  const batches = numberField(fields, 'Batches decompressed');
  const tuples = numberField(fields, 'Tuples decompressed');
  const decompressed =
    batches > 0
      ? ` It decompressed ${batches.toLocaleString('en')} batches, ${tuples.toLocaleString('en')} rows.`
      : '';
  return `Changes rows of the hypertable, in compressed batches too.${decompressed}`;
};

const WORDS: Readonly<Record<string, Words>> = {
  ChunkAppend: ({ fields }) => {
    const order = listField(fields, 'Order').length > 0;
    const excluded = ['Chunks excluded during startup', 'Chunks excluded during runtime']
      .filter((name) => numberField(fields, name) > 0)
      .map((name) => ` ${numberField(fields, name).toLocaleString('en')} ${name.toLowerCase()}.`);
    return `Reads chunk after chunk${order ? ', in the order of the result, so that it can stop early' : ''}; leaves out chunks that cannot match, also while it runs.${excluded.join('')}`;
  },
  ConstraintAwareAppend: () => 'Leaves out chunks that cannot match before it starts.',
  ColumnarScan: columnarScan,
  DecompressChunk: columnarScan,
  VectorAgg: () =>
    'Aggregates compressed batches as they are, a column at a time, without making rows of them.',
  ColumnarIndexScan: () => 'Answers from the metadata of batches, without decompressing them.',
  SkipScan: () => 'Jumps from one distinct value to the next in an index, instead of reading all rows.',
  GapFill: () => 'Adds the buckets that have no rows.',
  ModifyHypertable: modify,
  HypertableModify: modify,
  ChunkDispatch: () => 'Sends each new row to its chunk.',
};

/** Of the rows that the batches below can hold, what share came out; null where it did not run or reads none. */
export function decompressionYield(node: PlanNode): number | null {
  const scan = node.children.find(({ fields }) => readsBatches(fields));
  const batches = scan?.actualRows ?? 0;
  if (!scan || node.actualRows === null || batches === 0) return null;
  const rows = node.actualRows * (node.loops ?? 1);
  return Math.min(1, rows / (batches * (scan.loops ?? 1) * ROWS_PER_BATCH));
}

export const isColumnarScan = ({ type }: PlanNode) => type === 'ColumnarScan' || type === 'DecompressChunk';
