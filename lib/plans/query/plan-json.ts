import type { PlanFields } from './plan';

/** The first plan of a JSON text; null where there is none. A list holds one entry a statement; auto_explain logs no list. */
export function planOfJson(text: string): PlanFields | null {
  const start = text.search(/[[{]/);
  if (start === -1) return null;
  const end = Math.max(text.lastIndexOf(']'), text.lastIndexOf('}'));
  try {
    return documentIn(JSON.parse(text.slice(start, end + 1)), 0);
  } catch {
    return null;
  }
}

/** How deep lists, rows of a driver and columns may be wrapped around the plan. */
const MOST_WRAPPINGS = 5;

function documentIn(value: unknown, depth: number): PlanFields | null {
  if (depth > MOST_WRAPPINGS || typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return documentIn(value[0], depth + 1);
  const fields = value as PlanFields;
  if (isNode(fields.Plan)) return fields;
  if (isNode(fields)) return { Plan: fields };
  const column = fields['QUERY PLAN'] ?? fields.plan;
  return documentIn(typeof column === 'string' ? JSON.parse(column) : column, depth + 1);
}

function isNode(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Node Type' in value;
}
