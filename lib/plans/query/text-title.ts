import type { PlanFields } from './plan';

const AGGREGATES: Readonly<Record<string, string>> = {
  Aggregate: 'Plain',
  GroupAggregate: 'Sorted',
  HashAggregate: 'Hashed',
  MixedAggregate: 'Mixed',
};
const JOIN = /^(Hash|Merge|Nested Loop)(?: (Left|Right|Full|Semi|Anti|Right Semi|Right Anti))?( Join)?$/;
const MODIFY = /^(?:Foreign )?(Insert|Update|Delete|Merge)$/;

/** What the first words of a node's line say, as fields of the JSON format: `Index Scan using a on public.b c`. */
export function nodeTitle(title: string): PlanFields {
  const { name, index, target } = /^(?<name>.+?)(?: using (?<index>.+?))?(?: on (?<target>.+))?$/.exec(title)
    ?.groups ?? { name: title };
  const type = nodeType(name ?? title);
  const isIndexOnly = type['Node Type'] === 'Bitmap Index Scan';
  return {
    ...type,
    ...(index !== undefined && { 'Index Name': unquoted(index) }),
    ...(target !== undefined && (isIndexOnly ? { 'Index Name': unquoted(target) } : relation(type, target))),
  };
}

function nodeType(words: string): PlanFields {
  const custom = /^(Parallel )?Custom Scan \((.+)\)$/.exec(words);
  if (custom)
    return { 'Node Type': 'Custom Scan', 'Custom Plan Provider': custom[2], ...parallel(custom[1]) };
  const [, isParallel, partial, rest = words] =
    /^(Parallel )?((?:Partial|Finalize) )?(.+)$/.exec(words) ?? [];
  return { ...parallel(isParallel), ...(partial && { 'Partial Mode': partial.trim() }), ...plainType(rest) };
}

/** The node type without what stands before it. */
function plainType(words: string): PlanFields {
  const strategy = AGGREGATES[words];
  if (strategy !== undefined) return { 'Node Type': 'Aggregate', Strategy: strategy };
  const join = JOIN.exec(words);
  if (join?.[1] === 'Nested Loop') return { 'Node Type': 'Nested Loop', 'Join Type': join[2] ?? 'Inner' };
  if (join?.[3]) return { 'Node Type': `${join[1]} Join`, 'Join Type': join[2] ?? 'Inner' };
  const modify = MODIFY.exec(words);
  if (modify) return { 'Node Type': 'ModifyTable', Operation: modify[1] };
  const setOperation = /^(Hash)?SetOp (.+)$/.exec(words);
  if (setOperation)
    return {
      'Node Type': 'SetOp',
      Strategy: setOperation[1] ? 'Hashed' : 'Sorted',
      Command: setOperation[2],
    };
  const backward = /^(.+ Scan) Backward$/.exec(words);
  return backward ? { 'Node Type': backward[1], 'Scan Direction': 'Backward' } : { 'Node Type': words };
}

const parallel = (word: string | undefined) => ({ 'Parallel Aware': word !== undefined });

function relation(type: PlanFields, target: string): PlanFields {
  const parts =
    /^(?:(?<schema>"(?:[^"]|"")+"|[^\s".]+)\.)?(?<name>"(?:[^"]|"")+"|[^\s"]+)(?: (?<alias>.+))?$/.exec(
      target,
    )?.groups;
  if (!parts?.name) return {};
  const name = unquoted(parts.name);
  const alias = parts.alias === undefined ? name : unquoted(parts.alias);
  switch (type['Node Type']) {
    case 'CTE Scan':
    case 'WorkTable Scan':
      return { 'CTE Name': name, Alias: alias };
    case 'Function Scan':
      return { 'Function Name': name, Alias: alias };
    case 'Subquery Scan':
    case 'Values Scan':
      return { Alias: name };
    default:
      return {
        'Relation Name': name,
        ...(parts.schema !== undefined && { Schema: unquoted(parts.schema) }),
        Alias: alias,
      };
  }
}

const unquoted = (name: string) =>
  name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
