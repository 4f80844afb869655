const SECRET = /password|passwd|secret|token|api[_-]?key|user\s+mapping|subscription|connection/i;
const LITERAL = /(?:[eE]|[uU]&)?'(?:[^'\\]|''|\\[\s\S])*'?|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$/g;

/**
 * `pg_stat_statements` replaces literals by parameters in ordinary statements, but keeps utility statements word for
 * word: `ALTER ROLE … PASSWORD '…'` among them. Statements that may carry a secret lose all their literals.
 */
export function maskLiterals(query: string): string {
  return SECRET.test(query) ? query.replace(LITERAL, "'…'") : query;
}
