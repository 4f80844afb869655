/** Quoted text, comments, names and numbers, and single signs. */
const TOKEN =
  /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[\w$.]+|\s+|[^\s\w]/g;
/** Each begins a line. */
const CLAUSES = new Set([
  'select',
  'from',
  'where',
  'group',
  'having',
  'order',
  'limit',
  'offset',
  'union',
  'intersect',
  'except',
  'values',
  'set',
  'returning',
  'window',
  'left',
  'right',
  'full',
  'inner',
  'cross',
  'join',
]);
/** Joins are two words and more: only the first of them begins a line. */
const OF_JOINS = new Set(['left', 'right', 'full', 'inner', 'cross', 'outer']);
const CONDITIONS = new Set(['and', 'or']);
/** Longer text in brackets is set over lines of its own. */
const SHORT = 60;

/**
 * A statement over lines, a clause each, what is in brackets further in. Nothing but blanks changes: what stands in
 * quotes, comments and names is left as it is.
 */
export function formatSql(sql: string): string {
  const tokens = [...sql.trim().matchAll(TOKEN)].map(([text]) => text);
  const layout = new Layout();
  tokens.forEach((token, at) => {
    if (/^\s+$/.test(token)) layout.blank();
    else if (token === '(') layout.open(lengthToClose(tokens, at) > SHORT);
    else if (token === ')') layout.close();
    else layout.add(token);
  });
  return layout.text();
}

class Layout {
  readonly #lines: string[] = [];
  /** Whether each bracket that is open is set over lines. */
  readonly #opened: boolean[] = [];
  #line = '';
  #word = '';
  /** Whose AND is none of its own. */
  #betweens = 0;

  text(): string {
    this.#next();
    return this.#lines.join('\n');
  }

  blank(): void {
    if (this.#line.trim() !== '' && !this.#line.endsWith(' ')) this.#line += ' ';
  }

  open(isLong: boolean): void {
    this.#line += '(';
    this.#opened.push(isLong);
    if (isLong) this.#next();
    this.#word = '(';
  }

  close(): void {
    if (this.#opened.pop()) this.#next();
    this.#line += ')';
    this.#word = ')';
  }

  add(token: string): void {
    const word = token.toLowerCase();
    if (this.#opened.at(-1) !== false) this.#breakBefore(word);
    this.#line += token;
    if (token.startsWith('--')) this.#next();
    this.#word = word;
  }

  #breakBefore(word: string): void {
    if (word === 'between') this.#betweens += 1;
    else if (word === 'and' && this.#betweens > 0) this.#betweens -= 1;
    else if (CONDITIONS.has(word)) {
      this.#next();
      this.#line += '  ';
    } else if (CLAUSES.has(word) && !continues(word, this.#word)) this.#next();
  }

  #next(): void {
    if (this.#line.trim() !== '') this.#lines.push(this.#line.trimEnd());
    this.#line = '  '.repeat(this.#opened.filter(Boolean).length);
  }
}

/** `left outer join`, `update … set`, `insert … on conflict do update set`, `distinct from`. */
const continues = (lower: string, before: string): boolean =>
  (OF_JOINS.has(before) && (lower === 'join' || OF_JOINS.has(lower))) ||
  (lower === 'from' && before === 'distinct');

function lengthToClose(tokens: readonly string[], open: number): number {
  let [depth, length] = [0, 0];
  for (const token of tokens.slice(open)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    length += /^\s+$/.test(token) ? 1 : token.length;
    if (depth === 0 || length > SHORT) break;
  }
  return length;
}
