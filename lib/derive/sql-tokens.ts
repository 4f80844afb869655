/** A piece of a statement's text; white space and comments are left out. */
export interface SqlToken {
  /** `parameter`: `$1`, or `?` where a literal was masked. */
  readonly kind: 'word' | 'quoted' | 'parameter' | 'literal' | 'symbol';
  /** Words in lower case, quoted names without their quotes, literals as they stand. */
  readonly text: string;
  /** How many parentheses and brackets are open around it; those themselves count as outside. */
  readonly depth: number;
}

const TOKEN = new RegExp(
  [
    /\s+|--[^\n]*|\/\*[\s\S]*?\*\//,
    /(?<quoted>"(?:[^"]|"")+")/,
    /(?<literal>(?:\b[eEbBxXnN]|\b[uU]&)?'(?:[^']|'')*'|\$(?<tag>(?:[A-Za-z_]\w*)?)\$[\s\S]*?\$\k<tag>\$|(?<![\w$])\.?\d[\w.]*)/,
    /(?<parameter>\$\d+|\?)/,
    /(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)/,
    /(?<symbol>::|[<>!=]=|<>|[-+*/<>=~!@#%^&|`]+|[\s\S])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

const OPENS = /^[([]$/;
const CLOSES = /^[)\]]$/;

/** The tokens of a statement, for looking into texts of pg_stat_statements; it checks no grammar. */
export function sqlTokens(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let depth = 0;
  for (const { groups } of text.matchAll(TOKEN)) {
    const kind = KINDS.find((name) => groups?.[name] !== undefined);
    if (!kind) continue;
    const found = groups?.[kind] ?? '';
    if (kind === 'symbol' && CLOSES.test(found)) depth = Math.max(0, depth - 1);
    tokens.push({ kind, text: plain(kind, found), depth });
    if (kind === 'symbol' && OPENS.test(found)) depth += 1;
  }
  return tokens;
}

const KINDS = ['quoted', 'literal', 'parameter', 'word', 'symbol'] as const;

function plain(kind: SqlToken['kind'], text: string): string {
  if (kind === 'word') return text.toLowerCase();
  return kind === 'quoted' ? text.slice(1, -1).replaceAll('""', '"') : text;
}
