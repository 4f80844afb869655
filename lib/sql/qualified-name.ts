import type { RelationName } from './columnstore';

/** The two names in what `format('%I.%I', schema, name)` made, such as that of a function. */
export function splitName(formatted: string): RelationName {
  const parts = /^("(?:[^"]|"")+"|[^".]+)\.("(?:[^"]|"")+"|[^".]+)$/.exec(formatted);
  const [schema, name] = (parts?.slice(1) ?? []).map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
  if (schema === undefined || name === undefined)
    throw new RangeError(`not a schema-qualified name: ${formatted}`);
  return { schema, name };
}
