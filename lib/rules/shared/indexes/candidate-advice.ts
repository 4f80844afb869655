import { bytes } from '@/lib/format/bytes';
import { countIndexesNamed } from '@/lib/sql/hypertable-index';
import { freeIndexName } from '@/lib/sql/object-name';
import { treeStructure } from '@/lib/sql/table-index';
import type { Advice, Needed, RuleContext } from '../../rule';
import type { CandidateTable } from './candidate-table';
import type { IndexKey } from './index-gain';
import { buildFor, buildIndexStep, dropIndexStep } from './index-steps';
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
  const build = buildFor(index, server);
  return {
    precheck: { sql: countIndexesNamed(schema, index.name), expect: '0 — the name is free' },
    steps: [buildIndexStep(table, index, build, table.bytes)],
    undo: [{ sql: dropIndexStep(index).sql }],
    verify: { sql: countIndexesNamed(schema, index.name), expect: '1' },
    worsens,
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    note: `Set lock_timeout first: a statement that waits stops everyone behind it. ${build === 'apart' ? 'An interrupted build leaves an index that is not valid: drop it and build it again.' : 'It is built in one transaction, and writes wait until it ends.'}`,
  };
}

/** Relations share their names: tables and indexes both take them. */
function namesIn(
  schema: string,
  { indexes, tables, hypertables }: Needed<'indexes', 'tables' | 'hypertables'>,
): Set<string> {
  const relations = [...indexes, ...(tables ?? []), ...(hypertables ?? [])];
  return new Set(relations.filter((one) => one.schema === schema).map(({ name }) => name));
}
