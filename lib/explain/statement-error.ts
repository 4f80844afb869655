import pg from 'pg';
import { AppError } from '@/lib/errors';

/**
 * Errors whose text names objects and types only. All others may quote values of the statement, which are not to get into
 * errors or logs: of those only the kind is told.
 */
const NAMES_ONLY: ReadonlySet<string> = new Set([
  '42P01',
  '42703',
  '42883',
  '3F000',
  '42P02',
  '42P18',
  '42725',
  '42704',
  '25006',
]);

const HINTS: Readonly<Record<string, string>> = {
  '42P18': 'Give values for its parameters, or cast them in the statement.',
  '42P02': 'Give values for its parameters.',
  '42725': 'Cast its parameters in the statement: $1::int.',
  '42501': 'Grant the monitoring role SELECT on what the statement reads, for as long as you need it.',
  '42P01':
    'Unqualified names are looked up in the search_path of the monitoring role; write schema and name.',
};

/** What the server said to EXPLAIN, in words that hold nothing of the statement's values. */
export function statementError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof pg.DatabaseError))
    return error instanceof Error && error.message === 'Query read timeout'
      ? new AppError('query-timeout', 'The server gave no answer in time')
      : new AppError('query-failed', 'The connection broke while the statement was explained');
  const code = error.code ?? '';
  if (code === '57014') return new AppError('query-timeout', 'It took longer than Chunkwise lets it take');
  if (code === '55P03')
    return new AppError('query-timeout', 'What the statement reads is locked by another session');
  const message =
    NAMES_ONLY.has(code) || code === '42501' ? error.message : `${kindOf(code)} (SQLSTATE ${code})`;
  return new AppError('bad-request', `The server refused it: ${message}`, HINTS[code]);
}

function kindOf(code: string): string {
  if (code === '42601') return 'a syntax error';
  if (code.startsWith('22')) return 'a value does not fit its type';
  if (code.startsWith('42')) return 'a name or type is wrong';
  return 'it failed';
}
