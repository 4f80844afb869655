type Node = Readonly<Record<string, unknown>>;

/** Every node of what EXPLAIN (FORMAT JSON) answered, wherever it stands in it. */
export function planNodes(document: unknown): Node[] {
  if (typeof document !== 'object' || document === null) return [];
  const inner = Object.values(document).flatMap(planNodes);
  return 'Node Type' in document ? [document as Node, ...inner] : inner;
}

/** Of the whole statement, in the planner's unit. */
export function totalCost(document: unknown): number {
  return Number(planNodes(document)[0]?.['Total Cost']);
}
