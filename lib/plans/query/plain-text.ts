/**
 * What was pasted, without what psql, a CSV or a log put around it: frames, the header, continuation marks, quotes, the
 * prefix of log lines. Indentation inside the plan is kept, because text plans say with it what belongs to what.
 */
export function plainText(pasted: string): string {
  const lines = pasted
    .replaceAll('\r\n', '\n')
    .replaceAll('\u00a0', ' ')
    .replaceAll('\t', '    ')
    .split('\n')
    .map(unframed);
  const below = lines.slice(lines.findIndex(isHeader) + 1);
  const mark = below.some((line) => JSON_START.test(line)) ? JSON_MARK : TEXT_MARK;
  const plan = below.map((line) => line.replace(mark, '')).filter((line) => !isFurniture(line));
  return fromLog(unquoted(plan)).join('\n');
}

/** psql ends each line but the last of a value of several lines with a mark, which stands close to the longest line. */
const JSON_START = /^\s*[[{]\s*[+↵]?\s*$/;
const JSON_MARK = /\s*[+↵]?\s*$/;
/** In text a plus without a space before may be the end of a condition that a terminal broke. */
const TEXT_MARK = /\s+[+↵]?\s*$/;

const isHeader = (line: string) => /^\s*"?QUERY PLAN"?\s*$/i.test(line);

/** `│ Seq Scan │` and `| Seq Scan |`. */
function unframed(line: string): string {
  const framed = /^\s?[|│║](.*?)[|│║]?\s*$/.exec(line);
  return framed?.[1] ?? line;
}

function isFurniture(line: string): boolean {
  const bare = line.trim();
  return (
    /^[-=+|─┌┐└┘├┤┬┴┼═╔╗╚╝╟╢]{3,}$/.test(bare) ||
    /^\(\d+ rows?\)$/.test(bare) ||
    /^Time: [\d.,]+ ms/.test(bare) ||
    /^(\S*[=-][#>]\s*)?explain\b/i.test(bare)
  );
}

/** Each line in quotes, as tools write that export one column; or all of it in one pair. */
function unquoted(lines: readonly string[]): readonly string[] {
  const filled = lines.filter((line) => line.trim() !== '');
  if (filled.length > 0 && filled.every((line) => /^\s*(["']).*\1[,;]?\s*$/.test(line)))
    return filled.map((line) => line.trim().replace(/[,;]$/, '').slice(1, -1).replaceAll('""', '"'));
  const [first] = filled;
  const last = filled.at(-1);
  if (!first || !last || !/^\s*"[\s[{A-Z]/.test(first) || !/"\s*$/.test(last) || /^\s*"[^"]*":/.test(first))
    return lines;
  return [first.replace(/^\s*"/, ''), ...filled.slice(1, -1), last.replace(/"\s*$/, '')].map((line) =>
    line.replaceAll('""', '"'),
  );
}

/** auto_explain: what follows `plan:`, without the text of the statement and up to the next message of the log. */
function fromLog(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => /\bduration: [\d.]+ ms\s+plan:\s*$/.test(line));
  if (start === -1) return lines;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/.test(line));
  const logged = end === -1 ? rest : rest.slice(0, end);
  const first = logged.findIndex((line) => /\(cost=|\(actual /.test(line));
  const isText = logged[0] !== undefined && /^\s*Query Text:/.test(logged[0]);
  return isText && first > 0 ? logged.slice(first) : logged;
}
