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
