import { maskLiterals } from '@/lib/sql/without-literals';

/**
 * Commands whose text `pg_stat_statements` keeps word for word and which take passwords, keys or connection strings, or
 * may: none of what follows their name is kept, but for the parameter of SET. PostgreSQL 13–17 keep that word for word too.
 */
const CARRIES_SECRETS =
  /^\s*(?:(?:\/\*[\s\S]*?\*\/|--[^\n]*\n)\s*)*((?:(?:CREATE|ALTER)\s+(?:ROLE|USER|GROUP|USER\s+MAPPING|SERVER|SUBSCRIPTION|FOREIGN\s+(?:TABLE|DATA\s+WRAPPER)|SYSTEM|DATABASE)|COPY)\b|SET\s+(?:(?:SESSION|LOCAL)\s+)?(?:"[^"]+"|[\w.]+))/i;
/** Anywhere else a word that tells of one: all literals of the statement go. */
const SECRET = /password|passwd|secret|token|api[_-]?key|connection|credential/i;

/**
 * A query's text without what may be secret. In ordinary statements literals are parameters; utility statements stand
 * there as they were typed: `ALTER ROLE … PASSWORD '…'` among them.
 */
export function withoutSecrets(query: string): string {
  const [, command] = CARRIES_SECRETS.exec(query) ?? [];
  if (command !== undefined)
    return `${command.replaceAll(/\s+/g, ' ')} … /* not kept: it may carry a secret */`;
  return SECRET.test(query) ? maskLiterals(query) : query;
}
