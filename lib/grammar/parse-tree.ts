import { loadModule, type Node, parseSync } from 'libpg-query';

// Rules are synchronous, so the parser is there before anything runs that asks for it.
await loadModule();

/** A quoted name, which stays as it is, or the mark that stands for a literal in snapshots made to be handed to others. */
const MASKED = /"(?:[^"]|"")*"|\?/g;

/**
 * The statements of a text, as PostgreSQL 17's own grammar reads them. Null where it cannot: the text is cut off, empty,
 * or of a newer grammar. What pg_stat_statements makes of constants (`interval $1`) is understood.
 */
export function parseTree(text: string): readonly Node[] | null {
  return parsed(text) ?? parsed(text.replace(MASKED, (found) => (found === '?' ? '$1' : found)));
}

function parsed(text: string): readonly Node[] | null {
  try {
    const { stmts }: { stmts?: readonly { readonly stmt?: Node }[] } = parseSync(text);
    const statements = (stmts ?? []).flatMap(({ stmt }) => stmt ?? []);
    return statements.length === 0 ? null : statements;
  } catch {
    // A syntax error, or nested deeper than the stack: either way what it says is not known.
    return null;
  }
}
