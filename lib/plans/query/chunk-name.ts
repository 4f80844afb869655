import type { PlanFields } from './plan';
import { textField } from './plan-field';

const CHUNK = /^_hyper_(\d+)_\d+_chunk$/;
const COMPRESSED = /^compress_hyper_(\d+)_\d+_chunk$/;

/** Whether a scan reads batches of the columnstore: each of its rows stands for up to 1,000 rows of the hypertable. */
export function readsBatches(fields: PlanFields): boolean {
  return COMPRESSED.test(textField(fields, 'Relation Name') ?? '');
}

/**
 * The table that a scanned chunk or partition belongs to, as a name for grouping: `_hyper_7`, or for partitions the alias
 * without the number that PostgreSQL adds. Null for other relations.
 */
export function parentTable(fields: PlanFields): string | null {
  const relation = textField(fields, 'Relation Name');
  if (relation === null) return null;
  const chunk = CHUNK.exec(relation);
  if (chunk) return `_hyper_${chunk[1]}`;
  if (COMPRESSED.test(relation)) return null;
  return /^(.+)_\d+$/.exec(textField(fields, 'Alias') ?? '')?.[1] ?? null;
}

/** Whether a scan reads a chunk's rows. */
export function readsChunk(fields: PlanFields): boolean {
  return CHUNK.test(textField(fields, 'Relation Name') ?? '');
}
