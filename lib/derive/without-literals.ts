import type { Artifacts, Snapshot } from '@/lib/collect/snapshot';

/** A quoted name stays. A literal may have no end, because long texts are cut. */
const TOKENS = [
  /"(?:[^"]|"")*(?:"|$)/,
  /\b[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/,
  /(?:\b[bBxXnN]|\b[uU]&)?'(?:[^']|'')*(?:'|$)/,
  /\$((?:[A-Za-z_]\w*)?)\$[\s\S]*?(?:\$\1\$|$)/,
  /(?<![\w$])\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?/,
];
const TOKEN = new RegExp(TOKENS.map(({ source }) => source).join('|'), 'g');

/** String, dollar-quoted and numeric literals of a query's text become `?`; parameters such as `$1` stay. */
export function maskLiterals(query: string): string {
  return query.replace(TOKEN, (token) => (token.startsWith('"') ? token : '?'));
}

/** A snapshot to hand to others: every column named `query` is masked. */
export function withoutLiterals(snapshot: Snapshot): Snapshot {
  const artifacts = Object.entries(snapshot.artifacts).map(([name, artifact]) => [
    name,
    artifact.status === 'ok' ? { ...artifact, rows: artifact.rows.map(withoutQueryLiterals) } : artifact,
  ]);
  // Each artifact keeps its name, and each row its columns.
  return { ...snapshot, artifacts: Object.fromEntries(artifacts) as Artifacts };
}

function withoutQueryLiterals(row: object): object {
  return 'query' in row && typeof row.query === 'string' ? { ...row, query: maskLiterals(row.query) } : row;
}
