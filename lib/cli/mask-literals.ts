import type { Snapshot } from '@/lib/collect/snapshot';

/** String, dollar-quoted and numeric literals of a query's text become `?`; quoted names stay. */
export function maskLiterals(query: string): string {
  const token =
    /"(?:[^"]|"")*"|(?:\b[eEbBxXnN]|\b[uU]&)?'(?:[^'\\]|\\.|'')*'|\$(\w*)\$[\s\S]*?\$\1\$|(?<![\w$])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  return query.replace(token, (literal) => (literal.startsWith('"') ? literal : '?'));
}

/** A snapshot to hand to others: every column named `query` is masked. */
export function withoutLiterals(snapshot: Snapshot): Snapshot {
  return JSON.parse(JSON.stringify(snapshot), (key, value) =>
    key === 'query' && typeof value === 'string' ? maskLiterals(value) : value,
  );
}
