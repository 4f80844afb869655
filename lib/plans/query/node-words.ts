import { parentTable, readsBatches, readsChunk } from './chunk-name';
import type { PlanNode } from './plan';
import { textField } from './plan-field';

/** `Seq Scan on 9 chunks of _hyper_7`, `Index Scan on orders using orders_pkey`, `Hash Left Join`. */
export function nodeWords(node: PlanNode): string {
  const index = textField(node.fields, 'Index Name');
  const target = targetWords(node);
  const using =
    index !== null && node.count === 1 ? (target === null ? ` on ${index}` : ` using ${index}`) : '';
  const times = target === null && node.count > 1 ? ` × ${node.count}` : '';
  return `${nodeKind(node)}${target === null ? times : ` on ${target}`}${using}`;
}

/** The node's type with its join type or strategy, as the text format writes it. */
export function nodeKind({ type, fields }: PlanNode): string {
  const parallel = fields['Parallel Aware'] === true ? 'Parallel ' : '';
  const join = textField(fields, 'Join Type');
  const strategy = textField(fields, 'Strategy');
  const partial = textField(fields, 'Partial Mode');
  const before = partial === null || partial === 'Simple' ? '' : `${partial} `;
  if (type === 'ModifyTable') return textField(fields, 'Operation') ?? type;
  if (type === 'Aggregate') return `${parallel}${before}${AGGREGATES[strategy ?? ''] ?? type}`;
  if (join !== null && join !== 'Inner') return `${parallel}${type.replace(/ ?Join$/, '')} ${join} Join`;
  return `${parallel}${type}`;
}

const AGGREGATES: Readonly<Record<string, string>> = {
  Sorted: 'GroupAggregate',
  Hashed: 'HashAggregate',
  Mixed: 'MixedAggregate',
};

function targetWords({ fields, count }: PlanNode): string | null {
  const relation = textField(fields, 'Relation Name');
  if (relation === null) return textField(fields, 'CTE Name') ?? textField(fields, 'Function Name');
  if (count === 1) return relation;
  const table = parentTable(fields);
  const kind = readsBatches(fields) ? 'compressed chunks' : readsChunk(fields) ? 'chunks' : 'partitions';
  return table === null ? `${count} ${kind}` : `${count} ${kind} of ${table}`;
}
