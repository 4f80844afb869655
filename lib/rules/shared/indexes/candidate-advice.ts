import { bytes } from '@/lib/format/bytes';
import { freeIndexName } from '@/lib/sql/object-name';
import { treeStructure } from '@/lib/sql/table-index';
import type { Advice, Needed, RuleContext } from '../../rule';
import type { CandidateTable } from './candidate-table';
import { hypertableIndexAdvice } from './hypertable-index-advice';
import type { IndexKey } from './index-gain';
import { tableIndexAdvice } from './table-index-advice';

/** Builds the index in the way of its table: beside writers, partition by partition, or chunk by chunk. */
export function candidateAdvice(
  table: CandidateTable,
  key: IndexKey,
  indexBytes: number,
  artifacts: Needed<'indexes', 'tables' | 'hypertables'>,
  { server }: Pick<RuleContext, 'server'>,
): Advice {
  const { schema, name } = table;
  const columns = key.columns.map(({ column }) => column);
  const taken = namesIn(schema, artifacts);
  const index = {
    schema,
    tableName: name,
    name: freeIndexName(name, columns, taken),
    isUnique: false,
    structure: treeStructure(key.columns, key.nullColumn),
  };
  const worsens = `It takes about ${bytes(indexBytes)}; every insert writes it, and so does every update that is not HOT.`;
  if (!table.isHypertable) {
    const indexed = { ...table, tableName: name, tableBytes: table.bytes, columns };
    return { ...tableIndexAdvice(indexed, index, taken, server), worsens };
  }
  return { ...hypertableIndexAdvice(table, index, table.bytes, server), worsens };
}

/** Relations share their names: tables and indexes both take them. */
function namesIn(
  schema: string,
  { indexes, tables, hypertables }: Needed<'indexes', 'tables' | 'hypertables'>,
): Set<string> {
  const relations = [...indexes, ...(tables ?? []), ...(hypertables ?? [])];
  return new Set(relations.filter((one) => one.schema === schema).map(({ name }) => name));
}
