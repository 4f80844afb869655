/** What a pasted text looks like: the answer of EXPLAIN, or a statement to explain. */
export function pastedKind(text: string): 'empty' | 'plan' | 'sql' {
  if (text.trim() === '') return 'empty';
  return /^\W*[[{]\s*("Plan"|"QUERY PLAN"|\{|"Query Text"|"Node Type")|\(cost=[\d.]+\.\.|\(actual (time|rows)=|"Node Type"|<explain|\bplan:\s*$/m.test(
    text,
  )
    ? 'plan'
    : 'sql';
}

/** The greatest n of the `$n` of a statement; what stands in quotes is left aside. */
export function parameterCount(sql: string): number {
  const bare = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  return Math.max(0, ...[...bare.matchAll(/\$(\d{1,3})\b/g)].map(([, number]) => Number(number)));
}
